import Basics
import DocumentReaders
public import ObjectStorage
import Platform
import Synchronization

/// The files of a folder as the objects of a bucket that is only read; nothing is ever written to the folder.
///
/// A key is the file's path within the folder. Hidden files and folders are left out, and links but those to files of the
/// folder itself. The tag of a document or sidecar is the MD5 of its contents, of which a file beside the data remembers
/// those of unchanged files; other files have a tag made of size and time, so that nobody reads them.
public final class FolderStore: ObjectStore {
    /// The path of the folder, as it was given.
    public let location: String
    private let walk: FolderWalk
    private let tags: FolderTags
    private let listing = Mutex<Listing?>(nil)

    private struct Listing: Sendable {
        var prefix: String
        var files: [FolderFile]
    }

    /// The files below `folder`, which need not be there before it is listed; `memory` is the path of a file where tags are
    /// kept, which is made.
    public init(_ folder: String, memory: String? = nil) {
        location = folder
        walk = FolderWalk(folder: folder)
        tags = FolderTags(memory: memory)
    }

    /// One page of the files; the token is the last key of the page before. Throws `notFound` where there is no such folder.
    public func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        try checkPageLimit(limit)
        let after = try token.map { try ObjectKey($0) }
        return try await BlockingWork.run {
            let files = try files(prefix, isContinued: token != nil)
            var index = after.map { key in files.partitionPoint { key < $0.key } } ?? 0
            var objects: [ObjectInfo] = []
            while objects.count < limit, index < files.count {
                try Task.checkCancellation()
                if let info = try listed(files[index]) { objects.append(info) }
                index += 1
            }
            guard index == files.count else { return ObjectPage(objects, next: files[index - 1].key.text) }
            listing.withLock { $0 = nil }
            try tags.save(dropping: prefix.isEmpty ? Set(files.map(\.key)) : nil)
            return ObjectPage(objects, next: nil)
        }
    }

    /// The files whose keys begin with `prefix`, as the first page of a listing found them.
    private func files(_ prefix: String, isContinued: Bool) throws -> [FolderFile] {
        if isContinued, let known = listing.withLock({ $0 }), known.prefix.utf8.elementsEqual(prefix.utf8) {
            return known.files
        }
        let files = try walk.files().filter { $0.key.hasPrefix(prefix) }
        listing.withLock { $0 = Listing(prefix: prefix, files: files) }
        return files
    }

    /// What the listing tells of a file; nil where it is gone. One that is written to is told of all the same: it was not
    /// removed, and the next listing tells its tag.
    private func listed(_ file: FolderFile) throws -> ObjectInfo? {
        do { return try info(file).listed } catch let error as FdnixError {
            guard let now = walk.file(file.key) else { return nil }
            guard error.code == .conflict else { throw error }
            return ObjectInfo(
                key: now.key.text, size: now.identity.size, tag: FolderTags.unread(now.identity),
                modified: now.identity.modified / 1_000_000)
        }
    }

    /// What is known of a file; nil where there is none that is an object.
    public func head(_ key: String) async throws -> ObjectInfo? {
        let name = try ObjectKey(key)
        return try await BlockingWork.run { try walk.file(name).map(info) }
    }

    private func info(_ file: FolderFile) throws -> ObjectInfo {
        let type = DocumentType(contentType: "", key: file.key.text)
        let isRead = type != nil || Sidecar.parent(of: file.key.text) != nil
        return ObjectInfo(
            key: file.key.text, size: file.identity.size,
            tag: isRead ? try tags.tag(of: file) : FolderTags.unread(file.identity),
            modified: file.identity.modified / 1_000_000, contentType: type?.rawValue)
    }

    /// Opens a file. One that is written to while it is read ends with `conflict`.
    public func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        let name = try ObjectKey(key)
        guard let (file, info) = try await BlockingWork.run({ try self.open(name) }) else {
            throw FdnixError.noObject(key, in: self)
        }
        if let tag = options.ifMatches { try PutCondition.ifMatches(tag).check(key, against: info) }
        let bounds = try options.bounds(of: key, size: info.size)
        let body = ObjectBody(file, bounds) { isWhole in
            let now = FileSystem.identity(of: file.path)
            guard isWhole, now == file.identity || !file.identity.isSameFile(as: now) else {
                throw FdnixError(.conflict, "\(file.path) was written to while it was read; try again later")
            }
        }
        return StoredObject(info: info, body: body)
    }

    private func open(_ key: ObjectKey) throws -> (RandomAccessFile, ObjectInfo)? {
        for _ in 0..<3 {
            guard let found = walk.file(key) else { return nil }
            let file = try RandomAccessFile(reading: found.path)
            if file.identity == found.identity { return (file, try info(found)) }
        }
        throw FdnixError(
            .conflict, "\(location)/\(key.text.printable(onOneLine: true)) changes all the time; try again later")
    }

    // MARK: Nothing is written

    /// Throws `denied`: the folder is only read.
    public func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        throw readOnly
    }

    /// Throws `denied`: the folder is only read.
    public func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        throw readOnly
    }

    /// Throws `denied`: the folder is only read.
    public func delete(_ keys: [String]) async throws { throw readOnly }

    private var readOnly: FdnixError {
        FdnixError(.denied, "the folder \(location) is only read: change its files with other programs")
    }
}
