import Basics
import Digests
public import ObjectStorage
import Platform
import Synchronization

/// Objects as plain files below a directory, for other tools to read and to put there.
///
/// The key is the file's path wherever a file system can have it so (see ARCHITECTURE.md for the escapes). Content types,
/// metadata and checksums lie in `.fdnix-objects` in the same directory. A put is written beside the objects, synced and
/// renamed; conditions hold between processes by locks on files. A process that is killed leaves the old object or the
/// new one, and what it was writing is removed by the next that writes. A link counts as what it leads to when it is read
/// by its key; listings leave links out.
public final class DirectoryObjectStore: ObjectStore {
    /// The path of the directory, as it was given.
    public let location: String
    let paths: KeyPaths
    private let walks = Mutex<[Walk]>([])
    let isPrepared = Mutex(false)

    /// A listing that may go on.
    private struct Walk: Sendable {
        var prefix: String
        var token: String
        var rest: DirectoryWalk
    }

    /// How many listings are remembered at once; one that was forgotten begins again at its token.
    private static let walksKept = 8

    /// The store in a directory, which the first put creates.
    public convenience init(_ directory: String) {
        #if canImport(Darwin)
            self.init(directory, foldsNames: true)
        #else
            self.init(directory, foldsNames: false)
        #endif
    }

    init(_ directory: String, foldsNames: Bool) {
        location = directory
        paths = KeyPaths(foldsNames: foldsNames)
    }

    /// The directory of what is kept beside the objects.
    var own: String { "\(location)/\(KeyPaths.reserved)" }

    // MARK: Reading

    /// Opens the file that is there now; one that replaces it meanwhile is not read.
    public func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        let name = try ObjectKey(key).text
        guard let (file, info) = try await BlockingWork.run({ try self.open(name) }) else {
            throw FdnixError.noObject(key, in: self)
        }
        if let tag = options.ifMatches { try PutCondition.ifMatches(tag).check(key, against: info) }
        let bounds = try options.bounds(of: key, size: info.size)
        let body = ObjectBody(file, bounds) { isWhole in
            guard isWhole else { throw FdnixError(.corrupt, "the object \(key) became shorter while it was read") }
        }
        guard bounds == 0..<info.size, let sha256 = info.sha256 else { return StoredObject(info: info, body: body) }
        return StoredObject(info: info, body: try body.verified(key, sha256, file: file))
    }

    /// What is known of an object, by its file and what lies beside it.
    public func head(_ key: String) async throws -> ObjectInfo? {
        let name = try ObjectKey(key).text
        return try await BlockingWork.run { try self.open(name)?.1 }
    }

    /// Opens what is there now, with what is known of it; nil where nothing is.
    func open(_ key: String) throws -> (RandomAccessFile, ObjectInfo)? {
        let side = try SideData.path(of: key, in: own)
        while true {
            guard let file = try openFile(key) else { return nil }
            let plain = ObjectInfo(key, file.identity)
            if let info = SideData(at: side).info(of: plain) { return (file, info) }
            // Replaced between the two looks, or put there by hand.
            guard let present = try openFile(key), present.identity != file.identity else { return (file, plain) }
        }
    }

    private func openFile(_ key: String) throws -> RandomAccessFile? {
        let path = "\(location)/\(paths.path(of: key))"
        // An object may be given the mark, or lose it, between two looks; then it is found by the third.
        for path in [path, path + KeyPaths.mark, path] {
            do {
                return try RandomAccessFile(reading: path)
            } catch let error as FdnixError where error.isMissingFile || FileSystem.isDirectory(path) {
                continue
            }
        }
        return nil
    }

    // MARK: Listing

    /// One page, by the files that are there; the token is the last key of the page before.
    public func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        try checkPageLimit(limit)
        let after = try token.map { try ObjectKey($0) }
        return try await BlockingWork.run {
            var walk =
                takeWalk(prefix, token)
                ?? DirectoryWalk(root: location, paths: paths, prefix: prefix, after: after)
            var objects: [ObjectInfo] = []
            while objects.count < limit, let info = try walk.next() { objects.append(info) }
            var rest = walk
            guard objects.count == limit, let last = objects.last, try rest.next() != nil else {
                return ObjectPage(objects, next: nil)
            }
            keep(Walk(prefix: prefix, token: last.key, rest: walk))
            return ObjectPage(objects, next: last.key)
        }
    }

    /// By the directories that are there, of whose files one is looked at.
    public func commonPrefixes(of prefix: String) async throws -> [String] {
        try await BlockingWork.run {
            var walk = DirectoryWalk(root: self.location, paths: self.paths, prefix: prefix, after: nil)
            var prefixes: [String] = []
            while let next = try walk.nextCommonPrefix() { prefixes.append(next) }
            return prefixes
        }
    }

    private func takeWalk(_ prefix: String, _ token: String?) -> DirectoryWalk? {
        guard let token else { return nil }
        return walks.withLock { walks in
            let found = walks.firstIndex {
                $0.prefix.utf8.elementsEqual(prefix.utf8) && $0.token.utf8.elementsEqual(token.utf8)
            }
            return found.map { walks.remove(at: $0).rest }
        }
    }

    private func keep(_ walk: Walk) {
        walks.withLock { walks in
            walks.append(walk)
            if walks.count > Self.walksKept { walks.removeFirst() }
        }
    }
}

extension FdnixError {
    /// Whether there is nothing at the path, or a file where it has a directory.
    var isMissingFile: Bool {
        guard let system = underlying as? SystemError else { return false }
        return [ENOENT, ENOTDIR, ELOOP].contains(system.number)
    }
}
