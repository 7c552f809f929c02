import Basics
import Platform
import ReceiptCollections
import ReceiptModel
import Segments

/// A directory that keeps versions of a collection: the root that several machines share, or one of this machine's own.
struct CachePlace: Sendable {
    let path: String
    let collection: CollectionName
    private static let folderPrefix = "restore-"

    init(_ root: String, _ collection: CollectionName) {
        path = root
        self.collection = collection
    }

    private var root: CollectionRoot { CollectionRoot(path, collection) }
    private var own: String { "\(path)/\(collection.rawValue)" }
    private var sketches: SketchFolder { SketchFolder(path: "\(own)/sketches") }

    /// The version that is there and whole; nil where there is none.
    func current() -> SnapshotDirectory? { root.current() }

    /// Whether a version lies there.
    func has(_ version: SnapshotDirectory) -> Bool { version.path.hasPrefix("\(path)/") }

    /// The version that is there, opened for reading.
    func open() -> OpenVersion? { current().flatMap { try? open($0) } }

    /// One of the versions that are there, opened for reading.
    func open(_ version: SnapshotDirectory) throws -> OpenVersion { try OpenVersion(version, sketches: sketches) }

    /// Where a directory of Chroma lies in the place of versions; nil where there is none.
    var chroma: String? {
        [own, path].first { FileSystem.kind(of: "\($0)/\(ChromaSource.database)") == .regularFile }
    }

    /// Puts a version there, whose files are those of `base` or come from where `path` says, and leads readers to it, unless they
    /// are at a later one. Versions that are not needed any more go. Gives the version as it lies there.
    @discardableResult
    func install(
        _ manifest: SnapshotManifest, base: SnapshotDirectory?, _ settings: SegmentSettings, at now: ReceiptTime,
        moving: Bool, from path: @escaping @Sendable (WrittenFile) -> String
    ) async throws -> SnapshotDirectory {
        let installed = try await BlockingWork.run {
            try FileSystem.createDirectories(own)
            return try root.install(manifest, base: base, at: now) { file, target in
                let source = path(file)
                if moving { return try Self.move(source, to: target) }
                // What was written is not written to again: a second name will do on the same file system.
                if link(source, target) == 0 { return }
                try FileSystem.copy(source, to: target)
                try SnapshotDirectory.check(target, file)
            }
        }
        try await sketches.complete(installed)
        try await BlockingWork.run {
            try root.prune(
                keep: settings.keepRoot, minimumAge: settings.minimumAgeMinutes, now: now, besides: manifest.version)
            try pruneSketches()
        }
        return installed
    }

    /// Fetches a version from the object store and puts it there; files that a version there has are not fetched again.
    @discardableResult
    func restore(
        _ manifest: SnapshotManifest, from store: SnapshotStore, prefix: String, _ settings: SegmentSettings,
        at now: ReceiptTime
    ) async throws -> SnapshotDirectory {
        // On the same file system, so that what arrived is moved and not copied.
        let folder = try await BlockingWork.run {
            WorkingFolder.removeAbandoned(in: own, prefix: Self.folderPrefix)
            return try WorkingFolder(in: own, prefix: Self.folderPrefix)
        }
        let base = root.version(manifest.version) ?? current()
        let known = Set((base?.manifest.entries ?? []).map(\.file))
        try await manifest.entries.map(\.file).filter { !known.contains($0) }.concurrentForEach(limit: 4) { file in
            try await store.download(file, prefix: prefix, to: folder.file(file.name))
        }
        defer { withExtendedLifetime(folder) {} }
        return try await install(manifest, base: base, settings, at: now, moving: true) { folder.file($0.name) }
    }

    /// Removes the sketches of segments that no version has any more. A segment that is older than the oldest version, and not in it,
    /// is in no later one, as versions only take from the one before; where somebody led readers back, they search without sketches.
    private func pruneSketches() throws {
        guard let oldest = try root.oldest() else { return }
        let kept = [oldest.name, root.currentVersion].compactMap(\.self).map(root.segments)
        sketches.prune(before: oldest.created) { name in kept.contains { $0.contains(name) } }
    }

    private static func move(_ path: String, to target: String) throws {
        guard rename(path, target) == 0 else { throw FdnixError.io("move", path) }
    }
}
