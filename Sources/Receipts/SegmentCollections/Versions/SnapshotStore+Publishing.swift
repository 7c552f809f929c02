import Basics
import ObjectStorage
import ReceiptCollections
import ReceiptModel
import Segments

extension SnapshotStore {
    /// How many files are on their way at once.
    private static let uploads = 8

    /// Uploads all of a version but the pointer: files of the base are copied where they lie, the others come from where
    /// `path` says. What all files add up to comes last.
    func upload(
        _ manifest: SnapshotManifest, base: (manifest: SnapshotManifest, prefix: String)?, at now: ReceiptTime,
        from path: @escaping @Sendable (WrittenFile) -> String
    ) async throws {
        let prefix = keys.version(manifest.version)
        let known = Set((base?.manifest.entries ?? []).map(\.file))
        let (old, new) = (manifest.entries.map(\.file), bucket)
        let changed = old.filter { !known.contains($0) }
        try await changed.concurrentForEach(limit: Self.uploads) { file in
            try await new.put(
                prefix + file.name, .file(path(file)),
                PutOptions(contentType: "application/octet-stream", sha256: file.sha256, isSealed: true))
        }
        if let base {
            try await new.copyAll(
                old.filter(known.contains).map { (base.prefix + $0.name, prefix + $0.name) })
        }
        try await bucket.put(
            prefix + SnapshotDirectory.manifestName, .bytes(manifest.encoded),
            PutOptions(contentType: "application/json"))
        try await bucket.put(
            prefix + SnapshotHash.name, .bytes(try SnapshotHash.file(manifest, at: now)),
            PutOptions(contentType: "application/json"))
    }

    /// Leads readers to a version where the pointer still has the tag, or is not there where that is nil.
    func move(to version: String, tag: String?) async throws -> PointerMove {
        let condition = tag.map { PutCondition.ifMatches($0) } ?? .ifAbsent
        do {
            try await bucket.put(
                keys.pointer, .bytes(Array("\(version)\n".utf8)),
                PutOptions(condition: condition, contentType: "text/plain"))
            return .moved
        } catch let error as FdnixError where error.code == .conflict {
            // A client that tries again by itself is refused because of its own first try.
            do {
                return try await pointer()?.version == version ? .moved : .conflict
            } catch let error as FdnixError where Self.isUncertain(error) { return .unknown }
        } catch let error as FdnixError where Self.isUncertain(error) { return .unknown }
    }

    /// Whether the store may have done what it was asked for all the same.
    private static func isUncertain(_ error: FdnixError) -> Bool {
        [.network, .io, .service, .throttled].contains(error.code)
    }

    /// Removes a version that nobody was led to; never one that readers use, or that theirs was made of.
    func discard(_ version: String) async throws {
        if let current = try await pointer()?.version {
            guard current != version else { return }
            if try await manifest(keys.version(current))?.baseVersion == version { return }
        }
        try await remove(version)
    }

    private func remove(_ version: String) async throws {
        var objects: [String] = []
        for try await object in bucket.objects(prefix: keys.version(version)) { objects.append(object.key) }
        // What says that the version is whole goes first.
        let hash = objects.filter { $0.hasSuffix(SnapshotHash.name) }
        try await bucket.delete(hash)
        try await bucket.delete(objects.filter { !$0.hasSuffix(SnapshotHash.name) })
    }

    /// Removes versions that are neither among the newest nor used any more, and says which.
    @discardableResult
    func prune(keep: Int, minimumAge: Int, now: ReceiptTime) async throws -> [String] {
        var versions: [String: ReceiptTime] = [:]
        for prefix in try await bucket.commonPrefixes(of: keys.versions) {
            let name = String(prefix.dropFirst(keys.versions.count).dropLast())
            if let created = try await created(name, prefix) { versions[name] = created }
        }
        guard let current = try await pointer()?.version else { return [] }
        let base = try await manifest(keys.version(current))?.baseVersion
        let expired = Retention.expired(
            versions.map { Retention.Version($0.key, created: $0.value) },
            protected: Set([current, base].compactMap { $0 }), keep: keep, minimumAge: minimumAge, now: now)
        for version in expired { try await remove(version) }
        return expired
    }

    /// When a version was made: its name says so, or the last of its objects; nil where it is gone.
    private func created(_ name: String, _ prefix: String) async throws -> ReceiptTime? {
        if let time = VersionName.time(of: name) { return time }
        var last: Int?
        for try await object in bucket.objects(prefix: prefix) { last = max(last ?? 0, object.modified) }
        return last.map { ReceiptTime(milliseconds: $0) }
    }
}
