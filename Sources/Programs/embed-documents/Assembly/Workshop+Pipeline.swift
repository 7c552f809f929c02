import AWS
import Basics
import CoreMetrics
import DocumentModels
import DocumentReaders
import DocumentRecognition
import Documents
import Embedding
import Logging
import Observability
import Settings
import TransformerEmbedding

extension Workshop {
    /// All that a task works with; `readers` files are read at a time.
    func ingestion(readers: Int = 1, metrics: (any MetricsFactory)? = nil) async throws -> IngestionEnvironment {
        let settings = try PipelineSettings(Settings(environment), MachineTools.found(environment))
        for warning in settings.models.warnings { logger.warning("\(warning)") }
        let (cloud, log) = (try await cloud(), EventLog(Logger(label: settings.log.service)))
        var all = IngestionEnvironment(
            cloud: cloud, store: try await store(), models: settings.models.models,
            embedders: embedders(settings.models), documents: settings.documents, bounds: settings.ingestion,
            log: log,
            temporaryDirectory: environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp")
        all.readers = ReadingPool(width: readers)
        if let metrics { all.metrics = IngestionMetrics(metrics, service: settings.log.service) }
        if settings.documents.recognition == .textract { all.recognizer = TextractRecognizer(try amazon()) }
        all.films = try FilmTranscription(settings.video, cloud, amazon, log: log)
        return all
    }

    /// What embeds by the configured models.
    func embedders(_ models: ModelSettings) -> RemoteEmbedders {
        RemoteEmbedders(models, aws: amazon) { LocalModel.minilm }
    }
}
