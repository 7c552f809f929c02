import Basics
import Compression
import Digests
import HTTPTransport
import Platform

/// Files that are fetched and not yet in their places: in a directory of their own on the same file system, where an
/// update that was interrupted finds what it has.
struct Staging {
    /// A file that is whole and verified.
    struct File {
        var artifact: RunManifest.Artifact
        var path: String
    }

    private static let name = ".fdnix-update"

    let directory: String
    let source: any PublicationSource
    let run: String
    let progress: any ProgressReporter

    private var place: String { "\(directory)/\(Self.name)" }

    /// Fetches and verifies artifacts. `check` is given the path of the index.
    func fetch(_ artifacts: [RunManifest.Artifact], _ check: (String) throws -> Void) async throws -> [File] {
        var files: [File] = []
        for artifact in artifacts {
            try Task.checkCancellation()
            let path = "\(place)/\(artifact.sha256)"
            // Whole since an earlier update, which was interrupted after it.
            if FileSystem.size(of: path) != artifact.bytes { try await fetch(artifact, to: path) }
            if artifact.name == Updater.index { try check(path) }
            files.append(File(artifact: artifact, path: path))
        }
        return files
    }

    private func fetch(_ artifact: RunManifest.Artifact, to path: String) async throws {
        guard let compressed = artifact.compressedBytes, compressed < artifact.bytes else {
            let part = try await part(artifact.name, artifact.bytes)
            return try await finish(part, artifact) {
                let sha256 = try await PartialFile.sha256(of: part)
                guard sha256 == artifact.sha256 else { throw wrong(artifact, sha256) }
                try await BlockingWork.run { try AtomicFile.replace(path, with: part) }
            }
        }
        let part = try await part(artifact.compressedName, compressed)
        try await finish(part, artifact) { try await unpack(part, artifact, to: path) }
    }

    private func part(_ name: String, _ bytes: Int) async throws -> String {
        try await source.fetch(name, of: run, bytes: bytes, in: place, progress: progress)
    }

    /// Does away with what was fetched, whether it was right or not: what is wrong is fetched anew by the next run.
    private func finish(
        _ part: String, _ artifact: RunManifest.Artifact, _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as FdnixError where error.code == .corrupt || error.code == .malformedInput {
            try FileSystem.remove(part)
            throw FdnixError(
                .corrupt,
                "\(source.address)/\(run)/\(artifact.name): \(error.message); nothing was replaced, run it again",
                underlying: error.underlying)
        }
        try FileSystem.remove(part)
    }

    private func unpack(_ source: String, _ artifact: RunManifest.Artifact, to path: String) async throws {
        let temporary = AtomicFile.temporaryPath(for: path)
        defer { unlink(temporary) }
        var digest = try Digest(.sha256)
        let writer = try FileWriter(creating: temporary)
        var input = DecodedInput(try DescriptorInput(path: source), name: artifact.compressedName, firstByte: nil)
        while let piece = try await input.next() {
            try Task.checkCancellation()
            guard piece.count <= artifact.bytes - writer.offset else {
                throw FdnixError(.corrupt, "it has more than the \(artifact.bytes) bytes it should have")
            }
            digest.update(piece)
            try piece.withUnsafeBytes { try writer.write($0) }
        }
        try writer.close()
        let sha256 = digest.finalize().hexadecimal
        guard writer.offset == artifact.bytes, sha256 == artifact.sha256 else { throw wrong(artifact, sha256) }
        try await BlockingWork.run { try AtomicFile.replace(path, with: temporary) }
    }

    private func wrong(_ artifact: RunManifest.Artifact, _ sha256: String) -> FdnixError {
        FdnixError(.corrupt, "it has the SHA-256 \(sha256), not \(artifact.sha256)")
    }

    /// Removes what is left; nothing of it is needed once everything is in its place.
    func remove() {
        for name in (try? FileSystem.entries(of: place)) ?? [] { unlink("\(place)/\(name)") }
        rmdir(place)
    }
}
