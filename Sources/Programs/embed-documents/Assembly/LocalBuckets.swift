import Documents
import LocalCloud
import ObjectStorage
import Synchronization

/// The buckets of one machine, folders below `objects` in the folder of data: those of documents are only read, lie
/// where a run found them, and files that were copied there by hand are as good as others; those that the program writes
/// are full stores.
final class LocalBuckets: Sendable {
    private let directory: String
    private let written: Set<String>
    private let folders: Mutex<[String: FolderStore]>

    /// Buckets below `directory`; `written` are those that the program writes, `folders` those that lie elsewhere.
    init(_ directory: String, written: Set<String>, folders: [String: FolderStore]) {
        self.directory = directory
        self.written = written
        self.folders = Mutex(folders)
    }

    /// The bucket of this name.
    func bucket(_ name: String) -> any ObjectStore {
        let path = "\(directory)/objects/\(name)"
        if written.contains(name) { return DirectoryObjectStore(path) }
        return folders.withLock { folders in
            if let folder = folders[name] { return folder }
            let place = (try? BucketFolder(name, in: directory).path) ?? path
            let folder = FolderStore(place, memory: Self.memory(directory, bucket: name))
            folders[name] = folder
            return folder
        }
    }

    /// Where the tags of a folder's files are remembered.
    static func memory(_ directory: String, bucket: String) -> String { "\(directory)/tags-\(bucket)" }
}
