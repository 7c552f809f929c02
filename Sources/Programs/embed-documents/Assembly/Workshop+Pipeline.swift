import AWS
import AWSServices
import Basics
import DocumentReaders
import Documents
import Logging
import Observability
import Settings

extension Workshop {
    /// All that a task works with.
    func ingestion(readers: Int = 1) async throws -> IngestionEnvironment {
        let settings = try PipelineSettings(Settings(environment), MachineTools.found)
        for warning in settings.models.warnings { logger.warning("\(warning)") }
        var all = IngestionEnvironment(
            cloud: try await cloud(), store: try await store(), models: settings.models.models,
            embedders: ModelProviders(settings.models, workshop: self), documents: settings.documents,
            bounds: settings.ingestion, log: EventLog(Logger(label: settings.log.service)),
            temporaryDirectory: environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp")
        all.isFilmDryRun = settings.video.isDryRun
        all.readers = ReadingPool(width: readers)
        return all
    }

    /// A run of the mounted folder.
    func pipeline(_ concurrency: Int) async throws -> PipelineRun {
        let folder = try mounted()
        return PipelineRun(
            try await ingestion(readers: concurrency), bucket: folder.bucket, input: folder.store)
    }
}
