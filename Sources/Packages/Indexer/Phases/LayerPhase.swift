import Basics
import Logging
import ObjectStorage
import Publishing

/// Phase 4: the Lambda layer, and the function that uses it.
struct LayerPhase {
    let run: IndexingRun
    let storage: RunStorage
    let layer: PublishingSettings.Layer
    private var configuration: IndexerConfiguration { run.configuration }

    /// Where the archive of a run is, beside the minified database.
    static func archivePath(_ configuration: IndexerConfiguration) -> String {
        configuration.minifiedPath + LayerArchive.suffix
    }

    /// Builds the archive of the artifacts that this run made, after opening them as their readers will.
    func build(_ report: inout RunReport) async throws -> String {
        let path = Self.archivePath(configuration)
        try await BlockingWork.run {
            if layer.contents != .duckdb { try OpeningCheck.index(configuration.indexPath) }
            if layer.contents != .index { try OpeningCheck.database(configuration.minifiedPath) }
            _ = try LayerArchive.build(
                at: path, layer.contents, index: configuration.indexPath, database: configuration.minifiedPath,
                logger: .layer)
        }
        report.artifacts.append(path)
        return path
    }

    func perform(_ report: inout RunReport) async throws {
        Logger.layer.info("=== LAYER PUBLISH PHASE ===")
        let (key, codeSha256) = try await archive(report)
        let target = LambdaLayerService.Target(
            layer: layer.name, bucket: storage.settings.bucket, key: key, function: layer.function, alias: layer.alias)
        guard let cloud = run.cloud else {
            throw FdnixError(.usage, "this program cannot publish layers: unset PUBLISH_LAYER")
        }
        let publisher = LayerPublisher(
            try cloud.layers(target), hasFunction: layer.function != nil, keep: layer.keep, logger: .layer)
        let (version, isNew) = try await publisher.publish(codeSha256: codeSha256)
        Logger.layer.info("\(version.arn) \(isNew ? "is live" : "has these bytes already")")
    }

    /// The archive of this run, or else of the run that readers are led to, or else under the key that is always the
    /// same.
    private func archive(_ report: RunReport) async throws -> (key: String, codeSha256: String) {
        let layout = storage.publication.layout
        let path = Self.archivePath(configuration)
        let name = FileSystem.name(of: path)
        if report.artifacts.contains(path) {
            let archive = try await BlockingWork.run { try LayerArchive(reading: path) }
            return (layout.folder(of: run.id) + name, archive.codeSha256)
        }
        if let latest = try await storage.publication.latest() {
            let key = layout.folder(of: latest.pointer.runID) + name
            if let info = try await storage.store.head(key), let sha256 = info.sha256.flatMap(Self.base64) {
                return (key, sha256)
            }
        }
        let key = layout.alias(of: name)
        guard let info = try await storage.store.head(key), let sha256 = info.sha256.flatMap(Self.base64) else {
            throw FdnixError(
                .notFound,
                "there is no archive of a layer at \(storage.store.location)/\(key): run the minified phase with "
                    + "PUBLISH_LAYER=true first")
        }
        return (key, sha256)
    }

    /// A SHA-256 as Lambda writes it.
    private static func base64(_ hexadecimal: String) -> String? {
        let digits = Array(hexadecimal.utf8)
        guard digits.count == 64 else { return nil }
        let bytes = stride(from: 0, to: 64, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        return bytes.count == 32 ? Base64.encode(bytes) : nil
    }
}
