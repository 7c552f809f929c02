import Basics
import ObjectStorage
import Platform

/// A file of a folder that is an object.
struct FolderFile: Sendable {
    let key: ObjectKey
    /// The path of the file, or of the link to it.
    let path: String
    /// What tells the file from others; of a link, the file that it leads to.
    let identity: FileIdentity
}

/// Finds the files of a folder that are objects.
struct FolderWalk: Sendable {
    /// The folder's path, as it was given.
    let folder: String

    /// All files, ascending by key. Throws `notFound` where there is no such folder and `io` where one cannot be read, which
    /// is another thing than a folder without files.
    func files() throws -> [FolderFile] {
        guard let root = Self.resolved(folder), FileSystem.isDirectory(root) else {
            throw FdnixError(
                .notFound, "there is no folder \(folder.printable(onOneLine: true)): name one with documents")
        }
        var files: [FolderFile] = []
        var folders = [""]
        while let folder = folders.popLast() {
            for name in try entries(folder, in: root) where !name.hasPrefix(".") {
                let key = folder.isEmpty ? name : "\(folder)/\(name)"
                switch FileSystem.kind(of: "\(root)/\(key)") {
                case .directory: folders.append(key)
                case .regularFile, .other:
                    // What cannot be a key, as it is too long or has control characters, cannot be an object.
                    if let key = try? ObjectKey(key), let file = Self.file(key, in: root) { files.append(file) }
                case nil: break
                }
            }
        }
        return files.sorted { $0.key < $1.key }
    }

    /// The file that the listing has under this key, nil where it has none.
    func file(_ key: ObjectKey) -> FolderFile? {
        let segments = key.text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let root = Self.resolved(folder), segments.allSatisfy({ !$0.isEmpty && $0.first != UInt8(ascii: ".") })
        else { return nil }
        let parent = FileSystem.directory(of: "\(root)/\(key.text)")
        return Self.resolved(parent) == parent ? Self.file(key, in: root) : nil
    }

    /// The file at a key whose folder has no links in its path; nil for pipes, links that lead out and the like.
    private static func file(_ key: ObjectKey, in root: String) -> FolderFile? {
        let path = "\(root)/\(key.text)"
        switch FileSystem.kind(of: path) {
        case .regularFile: break
        case .other:
            guard let target = resolved(path), target.hasPrefix(root + "/"),
                FileSystem.kind(of: target) == .regularFile, !target.dropFirst(root.count).contains("/.")
            else { return nil }
        case .directory, nil: return nil
        }
        return FileSystem.identity(of: path).map { FolderFile(key: key, path: path, identity: $0) }
    }

    /// The names in a folder; none where it was removed since it was seen.
    private func entries(_ folder: String, in root: String) throws -> [String] {
        do {
            return try FileSystem.entries(of: folder.isEmpty ? root : "\(root)/\(folder)")
        } catch let error as FdnixError where error.code == .notFound && !folder.isEmpty {
            return []
        }
    }

    /// The path without links; nil where nothing is there.
    private static func resolved(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(validatingCString: found)
    }
}
