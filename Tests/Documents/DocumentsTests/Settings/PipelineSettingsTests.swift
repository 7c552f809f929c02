import Basics
import Postgres
import Settings
import Testing

@testable import Documents

/// The variables of the whole program.
struct PipelineSettingsTests {
    @Test func `one machine needs nothing`() throws {
        let settings = try PipelineSettings(Settings([:]))
        #expect(
            (settings.cloud.backend, settings.cloud.cacheTable, settings.cloud.mediaBucket) == (
                .local, "cache", "media"
            ))
        #expect(settings.store == .embedded)
        #expect(settings.models.models.first.key == "static-256")
        #expect(settings.models.warnings.count == 1)
        #expect((settings.documents.recognition, settings.video.transcriber) == (.none, .none))
        #expect((settings.ingestion.leaseSeconds, settings.ingestion.maxAttempts) == (300, 5))
        let tools = LocalTools(hasTransformer: true, hasTesseract: true, hasWhisper: true)
        let equipped = try PipelineSettings(Settings([:]), tools)
        #expect(equipped.models.models.first.dimension == 384)
        #expect((equipped.documents.recognition, equipped.video.transcriber) == (.tesseract, .whisper))
        #expect(equipped.models.warnings.isEmpty)
    }

    @Test func `AWS needs tables, models and a database`() throws {
        let error = #expect(throws: FdnixError.self) {
            try PipelineSettings(
                Settings(["CACHE_TABLE_NAME": "c", "VECTOR_STORE": "embedded", "EMBED_CONCURRENCY": "0"]))
        }
        for name in ["LINKS_TABLE_NAME", "EMBEDDINGS_SAGEMAKER_MODELS", "VECTOR_STORE", "EMBED_CONCURRENCY"] {
            #expect(error?.message.contains(name) == true, "\(name)")
        }
        let settings = try PipelineSettings(
            Settings([
                "CACHE_TABLE_NAME": "c", "LINKS_TABLE_NAME": "l", "RDS_SECRET_ARN": "arn", "RDS_ENDPOINT": "host",
                "EMBEDDINGS_SAGEMAKER_MODELS":
                    #"[{"provider":"local","modelId":"local-hash-v1","modelRefKey":"k","dimensions":4}]"#,
                "REGION_NAME": "eu-west-1",
            ]))
        #expect((settings.cloud.region, settings.cloud.mediaBucket) == ("eu-west-1", nil))
        guard case .postgres(let postgres) = settings.store else {
            Issue.record("a database is configured")
            return
        }
        #expect(postgres.place == .rds(host: "host", secret: "arn"))
        #expect(postgres.tls.mode == .verifyFull)
        #expect((settings.documents.recognition, settings.video.transcriber) == (.textract, .transcribe))
    }

    @Test func `secrets are not shown`() throws {
        let settings = try PipelineSettings(
            Settings(["DATABASE_URL": "postgres://u:hunter2@h/d", "OPENAI_API_KEY": "sk-hunter2"]))
        var text = ""
        dump(settings, to: &text)
        #expect(!"\(settings)\(text)".contains("hunter2"))
        #expect(settings.models.openAIKey?.value == "sk-hunter2")
        let error = #expect(throws: FdnixError.self) {
            try PipelineSettings(Settings(["DATABASE_URL": "mysql://u:hunter2@h/d"]))
        }
        #expect(error?.message.contains("hunter2") == false)
    }
}
