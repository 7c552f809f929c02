import Basics
import ObjectStorage

/// The objects below a directory in the order of their keys, found a directory at a time.
///
/// What is known of is a heap by the bytes with which its keys begin: the least of it is the next object, or a directory
/// whose entries take its place. So the order holds whatever the names look like.
struct DirectoryWalk: Sendable {
    private struct Node: Comparable, Sendable {
        /// The key of a file; what all keys of a directory begin with.
        var key: ObjectKey?
        /// Relative to the store's directory.
        var path: String
        var isDirectory: Bool

        static func < (a: Node, b: Node) -> Bool { a.key == b.key ? a.path < b.path : isBefore(a.key, b.key) }

        /// Nothing, with which every key begins, comes first.
        private static func isBefore(_ a: ObjectKey?, _ b: ObjectKey?) -> Bool {
            guard let b else { return false }
            return a.map { $0 < b } ?? true
        }
    }

    private let root: String
    private let paths: KeyPaths
    private let prefix: String
    private let after: ObjectKey?
    private var nodes = Heap<Node>()
    private var last: ObjectKey?

    /// The objects below `root` whose keys begin with `prefix` and come after `after`.
    init(root: String, paths: KeyPaths, prefix: String, after: ObjectKey?) {
        self.root = root
        self.paths = paths
        self.prefix = prefix
        self.after = after
        nodes.insert(Node(key: nil, path: "", isDirectory: true))
    }

    /// The next object as listings tell it, nil after the last. Throws `io` where a directory cannot be read.
    mutating func next() throws -> ObjectInfo? {
        while let node = nodes.popLeast() {
            if node.isDirectory {
                try expand(node)
                continue
            }
            // One that is there twice was about to be moved when its process was killed.
            guard let key = node.key, key != last, let info = ObjectInfo(key.text, at: "\(root)/\(node.path)") else {
                continue
            }
            last = key
            return info
        }
        return nil
    }

    /// What the next objects have in common up to a `/` behind the prefix, each once; nil after the last. Throws as `next` does.
    mutating func nextCommonPrefix() throws -> String? {
        while let node = nodes.popLeast() {
            guard let key = node.key, let common = ObjectKey.commonPrefix(of: key.text, below: prefix) else {
                if node.isDirectory { try expand(node) }
                continue
            }
            guard common != last, try !node.isDirectory || hasObject(below: node) else { continue }
            last = common
            return common.text
        }
        return nil
    }

    private mutating func expand(_ directory: Node) throws {
        _ = try hasEntry(in: directory) { node in
            nodes.insert(node)
            return false
        }
    }

    /// Whether there is any object in a directory or in those below it: the file system keeps empty ones, stores do not.
    private func hasObject(below directory: Node) throws -> Bool {
        try hasEntry(in: directory) { try !$0.isDirectory || hasObject(below: $0) }
    }

    /// What an entry of a directory is; nil where it is neither an object nor may hold one that is wanted.
    private func node(_ name: String, in directory: Node) -> Node? {
        if directory.path.isEmpty, name == KeyPaths.reserved { return nil }
        let path = directory.path.isEmpty ? name : "\(directory.path)/\(name)"
        // Links are not followed: they may lead out of the store, or in a circle.
        guard let kind = FileSystem.kind(of: "\(root)/\(path)") else { return nil }
        let isDirectory = kind == .directory
        let segment = isDirectory ? KeyPaths.segment(ofDirectory: name) : KeyPaths.segment(ofFile: name)
        guard let key = try? ObjectKey((directory.key?.text ?? "") + segment), mayHold(key, isDirectory),
            isDirectory || (kind == .regularFile && paths.isPath(path, of: key.text))
        else { return nil }
        return Node(key: key, path: path, isDirectory: isDirectory)
    }

    /// Whether something in a directory meets the condition; nothing does where it was removed since it was seen.
    private func hasEntry(in directory: Node, where isWanted: (Node) throws -> Bool) throws -> Bool {
        do {
            return try FileSystem.hasEntry(in: directory.path.isEmpty ? root : "\(root)/\(directory.path)") { name in
                try node(name, in: directory).map(isWanted) ?? false
            }
        } catch let error as FdnixError where error.code == .notFound {
            return false
        }
    }

    /// Whether a file of this key, or one in a directory whose keys begin so, is wanted.
    private func mayHold(_ key: ObjectKey, _ isDirectory: Bool) -> Bool {
        guard isDirectory else { return key.hasPrefix(prefix) && after.map { $0 < key } ?? true }
        let leadsToPrefix = key.hasPrefix(prefix) || prefix.utf8.starts(with: key.text.utf8)
        return leadsToPrefix && after.map { $0 < key || $0.hasPrefix(key.text) } ?? true
    }
}

extension ObjectInfo {
    /// What a file tells of the object it is; nil where it is gone or not a regular file.
    init?(_ key: String, at path: String) {
        guard FileSystem.kind(of: path) == .regularFile, let identity = FileSystem.identity(of: path) else {
            return nil
        }
        self.init(key, identity)
    }

    /// What a file's identity tells of the object it is. The tag is made of it, as web servers make theirs: a file that
    /// is changed by hand becomes another version.
    init(_ key: String, _ identity: FileIdentity) {
        let parts = [identity.number, UInt64(identity.size), UInt64(bitPattern: Int64(identity.modified))]
        self.init(
            key: key, size: identity.size, tag: parts.map { String($0, radix: 16) }.joined(separator: "-"),
            modified: identity.modified / 1_000_000)
    }
}
