import Basics
import Compression
import Platform

/// What `fdnix index` left in a directory, on its way to others. The directory is locked while this lives, so that no
/// run replaces files that are being read.
public final class ArtifactSet {
    /// The manifest in the directory.
    public let manifest: RunManifest
    private let directory: String
    private let lock: FileLock
    private var copies: [String] = []

    /// The artifacts of a directory, or its search index alone. Throws `notFound` where there is no manifest, `io`
    /// while another program writes to the directory.
    public init(directory: String, onlyIndex: Bool) throws {
        let path = "\(directory)/\(RunManifest.name)"
        guard FileSystem.exists(path) else {
            throw FdnixError(
                .notFound, "there is no \(path): run `fdnix index` first, or name a directory with --output")
        }
        lock = try FileLock(
            path: "\(directory)/.fdnix.lock", busy: "another fdnix is writing to \(directory): wait for it")
        var manifest = try RunManifest(try FileSystem.read(path), from: path)
        if onlyIndex { manifest.artifacts.removeAll { $0.name != Updater.index } }
        for artifact in manifest.artifacts where !FileSystem.exists("\(directory)/\(artifact.name)") {
            throw FdnixError(
                .notFound,
                "there is no \(directory)/\(artifact.name), of which the manifest tells: run `fdnix index`, or "
                    + "publish with --only index")
        }
        self.manifest = manifest
        self.directory = directory
    }

    /// The files by name; a compressed copy of the index among them, which readers fetch in nearly half the bytes.
    public func prepare() async throws -> [String: String] {
        var paths = Dictionary(uniqueKeysWithValues: manifest.artifacts.map { ($0.name, "\(directory)/\($0.name)") })
        guard let index = manifest.artifact(named: Updater.index), let path = paths[index.name] else { return paths }
        let target = "\(directory)/\(index.compressedName)"
        AtomicFile.removeStale(beside: target)
        let copy = AtomicFile.temporaryPath(for: target)
        copies.append(copy)
        try await BlockingWork.run { try Gzip.compress(path, to: copy) }
        paths[index.compressedName] = copy
        return paths
    }

    /// Removes the copies that were made.
    public func cleanUp() {
        for copy in copies { unlink(copy) }
        copies = []
    }
}
