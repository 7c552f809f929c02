public import Basics
import Digests
public import Logging
import ObjectStorage

/// Publishes what a run made: a folder of its own for it, then everyone is led there.
public struct Publisher: Sendable {
    /// Where runs are published to.
    public let publication: Publication
    /// Where it says how far it is.
    public var progress: any ProgressReporter
    private let logger: Logger

    /// A publisher to a place.
    public init(_ publication: Publication, progress: any ProgressReporter = SilentProgress(), logger: Logger) {
        self.publication = publication
        self.progress = progress
        self.logger = logger
    }

    /// What the publishing of a run did.
    public struct Outcome: Sendable, Equatable {
        /// The run that readers are led to now.
        public var runID: String
        /// How many bytes were uploaded; what was there already is not uploaded again.
        public var uploadedBytes: Int
        /// The runs that were removed.
        public var removedRuns: [String]
    }

    /// How much of publishing a call does.
    public enum Part: Sendable {
        /// All the steps that there are.
        case everything
        /// All but the keys that are always the same, which have been moved already.
        case withoutAliases
        /// The run's folder alone: nobody is led to it, and no run is removed.
        case folderOnly
    }

    /// Publishes a run whose files lie at `paths`, by the artifact's name; a name that ends in `.gz` is the compressed
    /// copy of the artifact before it. Artifacts of the manifest that have no path are left out.
    ///
    /// Throws `gate` where too many packages are gone, `conflict` where someone else published meanwhile, `corrupt`
    /// where an object or a file is not what the manifest says, and what the store throws; readers are led to the old
    /// run then.
    public func publish(
        _ manifest: RunManifest, paths: [String: String], signing: SigningKey? = nil,
        limit: ShrinkLimit = ShrinkLimit(),
        part: Part = .everything
    ) async throws -> Outcome {
        let latest = try await publication.latest()
        if let latest {
            let previous = try await publication.manifest(of: latest.pointer.runID)
            try limit.check(manifest.packages, previous: previous.packages, of: publication.store.location)
        }
        let (layout, folder) = (publication.layout, publication.layout.folder(of: manifest.runID))
        var manifest = manifest
        manifest.artifacts.removeAll { paths[$0.name] == nil }
        let files = try await files(of: &manifest, paths, folder)
        let pointer = LatestPointer(runID: manifest.runID, manifestKey: folder + RunManifest.name)
        let present = try await publication.runs()
        let named = Set([manifest.runID, latest?.pointer.runID].compactMap(\.self))
        let aliases = manifest.artifacts.map { ($0.name, layout.alias(of: $0.name)) }
        let expired = Retention.expired(present.keys, keeping: named).map { ($0, present[$0] ?? []) }
        let isLed = part != .folderOnly
        let plan = PublicationPlan(
            files: files, documents: try documents(manifest, folder, signing),
            aliases: part == .everything ? Dictionary(uniqueKeysWithValues: aliases) : [:],
            latest: isLed ? (layout.latestKey, pointer.encoded) : nil, over: latest?.tag, expired: isLed ? expired : [])
        return try await perform(plan, manifest.runID)
    }

    /// Takes the steps of a plan, one after the other; an error ends it between two of them.
    public func perform(_ plan: PublicationPlan, _ run: String) async throws -> Outcome {
        var outcome = Outcome(runID: run, uploadedBytes: 0, removedRuns: [])
        for step in plan.steps {
            try Task.checkCancellation()
            try await take(step, &outcome)
        }
        return outcome
    }

    private func take(_ step: PublicationPlan.Step, _ outcome: inout Outcome) async throws {
        let store = publication.store
        switch step {
        case .upload(let file):
            if let there = try await store.head(file.key), there.size == file.bytes, there.sha256 == file.sha256 {
                logger.info("\(file.key) is there already")
                return
            }
            progress.begin("uploading \(file.name)", total: file.bytes)
            defer { progress.end() }
            let progress = progress
            try await store.put(
                file.key, .file(file.path),
                PutOptions(
                    contentType: file.name.hasSuffix(".gz") ? "application/gzip" : "application/octet-stream",
                    sha256: file.sha256, resumes: true
                ) { progress.update($0) })
            outcome.uploadedBytes += file.bytes
        case .write(let key, let bytes, let sha256, let type):
            try await store.put(key, .bytes(bytes), PutOptions(contentType: type, sha256: sha256))
            outcome.uploadedBytes += bytes.count
        case .verify(let key, let bytes, let sha256): try await verify(key, bytes, sha256)
        case .alias(let source, let target): try await store.copy(source, to: target)
        case .point(let key, let bytes, let tag): try await point(key, bytes, over: tag)
        case .remove(let run, let keys):
            try await store.delete(keys)
            outcome.removedRuns.append(run)
        }
    }

    private func verify(_ key: String, _ bytes: Int, _ sha256: String) async throws {
        guard let info = try await publication.store.head(key) else {
            throw FdnixError(.corrupt, "\(publication.place(key)) was uploaded and is not there; publish again")
        }
        guard info.size == bytes, info.sha256 == sha256 else {
            throw FdnixError(
                .corrupt,
                "\(publication.place(key)) has \(info.size) bytes and the SHA-256 \(info.sha256 ?? "unknown"), not "
                    + "\(bytes) bytes and \(sha256); publish again")
        }
    }

    private func point(_ key: String, _ bytes: [UInt8], over tag: String?) async throws {
        let condition = tag.map { PutCondition.ifMatches($0) } ?? .ifAbsent
        do {
            try await publication.store.put(
                key, .bytes(bytes), PutOptions(condition: condition, contentType: "application/json"))
        } catch let error as FdnixError where error.code == .conflict {
            // The answer to a write of ours may have been lost, and the write tried again.
            let object = try? await publication.store.get(key).collect(upTo: LatestPointer.sizeLimit)
            if object == bytes { return }
            throw FdnixError(
                .conflict,
                "someone else published to \(publication.store.location) meanwhile; publish again to replace it",
                underlying: error)
        }
    }

    private func documents(
        _ manifest: RunManifest, _ folder: String, _ signing: SigningKey?
    ) throws -> [PublishedDocument] {
        let bytes = manifest.published(in: folder)
        var documents = [
            PublishedDocument(
                key: folder + RunManifest.name, bytes: bytes, sha256: try Digest.hash(.sha256, bytes).hexadecimal,
                type: "application/json")
        ]
        if let signing {
            let signature = try signing.sign(bytes)
            documents.append(
                PublishedDocument(
                    key: folder + RunManifest.signatureName, bytes: signature,
                    sha256: try Digest.hash(.sha256, signature).hexadecimal, type: "application/octet-stream"))
        }
        return documents
    }

    /// The files to upload, each summed up now: what the manifest says of a file may be of yesterday.
    private func files(
        of manifest: inout RunManifest, _ paths: [String: String], _ folder: String
    ) async throws -> [PublishedFile] {
        var files: [PublishedFile] = []
        for (index, artifact) in manifest.artifacts.enumerated() {
            guard let path = paths[artifact.name] else { continue }
            let file = try await Self.file(artifact.name, path, folder)
            guard file.bytes == artifact.bytes, file.sha256 == artifact.sha256 else {
                throw FdnixError(
                    .corrupt, "\(path) is not the file of which its manifest tells; make it anew with `fdnix index`")
            }
            files.append(file)
            manifest.artifacts[index].compressedBytes = nil
            if let copy = paths[artifact.compressedName] {
                let file = try await Self.file(artifact.compressedName, copy, folder)
                manifest.artifacts[index].compressedBytes = file.bytes
                files.append(file)
            }
        }
        guard !files.isEmpty else {
            throw FdnixError(.notFound, "the run \(manifest.runID) has no artifacts to publish; run `fdnix index`")
        }
        return files
    }

    /// What is known of a file after reading it.
    public static func file(_ name: String, _ path: String, _ folder: String) async throws -> PublishedFile {
        try await BlockingWork.run {
            let view = ByteView(try MappedFile(path: path))
            return PublishedFile(
                name: name, path: path, key: folder + name, bytes: view.count,
                sha256: try Digest.hash(.sha256, view).hexadecimal)
        }
    }
}
