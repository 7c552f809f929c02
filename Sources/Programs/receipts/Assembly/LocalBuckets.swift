import LocalCloud
import ObjectStorage
import Synchronization

/// The buckets of one machine: folders below `objects` in the folder of data.
final class LocalBuckets: Sendable {
    private let directory: String
    private let stores = Mutex<[String: DirectoryObjectStore]>([:])

    /// Buckets below `directory`.
    init(_ directory: String) { self.directory = directory }

    /// The bucket of this name.
    func bucket(_ name: String) -> any ObjectStore {
        stores.withLock { stores in
            if let store = stores[name] { return store }
            let store = DirectoryObjectStore("\(directory)/objects/\(name)")
            stores[name] = store
            return store
        }
    }
}
