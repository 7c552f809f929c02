import Basics
public import ObjectStorage
import Platform

extension DirectoryObjectStore {
    /// Gives the same file a second name, as no file is ever written to again; where the file system has no links, and for
    /// files that were put there by hand, it writes a second one. The description is the same.
    @discardableResult
    public func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        let (name, copied) = (try ObjectKey(target).text, try ObjectKey(source).text)
        try await prepare()
        if let info = try await BlockingWork.run({ try self.link(copied, to: name, condition) }) { return info }
        let read = try await get(source)
        let options = PutOptions(
            condition: condition, contentType: read.info.contentType, contentEncoding: read.info.contentEncoding,
            metadata: read.info.metadata, sha256: read.info.sha256)
        return try await put(target, read.body.content, options)
    }

    /// Nil where the file cannot be linked, or is not one that was written here.
    private func link(
        _ source: String, to target: String, _ condition: PutCondition,
        replace: Replace = { try AtomicFile.replace($0, with: $1, $2) }
    ) throws -> ObjectInfo? {
        let temporary = AtomicFile.temporaryPath(for: "\(own)/tmp/object")
        // A rename onto another name of the same file does nothing and leaves both.
        defer { unlink(temporary) }
        let path = "\(location)/\(paths.path(of: source))"
        guard FileSystem.kind(of: path) == .regularFile, Platform.link(path, temporary) == 0,
            let plain = ObjectInfo(source, at: temporary),
            var info = SideData(at: try SideData.path(of: source, in: own)).info(of: plain)
        else { return nil }
        info.key = target
        try publish(temporary, info, condition, replace: replace)
        return info
    }

    /// Gives files second names, then the disk what it has of them: what each copy would be waited for alone is waited for once. What
    /// cannot be linked is copied by itself.
    public func copyAll(_ copies: [(source: String, target: String)]) async throws {
        let names = try copies.map { (source: try ObjectKey($0.source).text, target: try ObjectKey($0.target).text) }
        try await prepare()
        let others = try await BlockingWork.run {
            var changed: Set<String> = []
            let others = try names.filter { name in
                try Task.checkCancellation()
                let linked = try self.link(name.source, to: name.target, .always) { target, temporary, _ in
                    try AtomicFile.replace(target, with: temporary, .none)
                    changed.insert(FileSystem.directory(of: target))
                }
                return linked == nil
            }
            for directory in changed where !directory.hasPrefix("\(self.own)/") {
                try AtomicFile.syncDirectory(directory)
            }
            return others
        }
        try await others.concurrentForEach(limit: 4) { try await self.copy($0.source, to: $0.target) }
    }
}
