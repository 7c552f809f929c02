import Logging
import Settings
import Testing

@testable import Receipts

@Suite("Settings that roles cannot do without")
struct RequiredSettingsTests {
    private func problems(_ required: RequiredSettings, _ environment: [String: String]) -> [String] {
        var settings = Settings(environment)
        required.read(&settings)
        return settings.problems.map { String($0.prefix { $0 != " " }) }
    }

    private let aws = ["STORAGE_BACKEND": "aws"]
    private let base = ["DYNAMODB_TABLE_NAME", "CHROMADB_BUCKET"]
    private let queues = ["LINES_QUEUE_URL", "WORDS_QUEUE_URL"]

    @Test("all that is missing is told at once, each thing once")
    func allAtOnce() {
        let sends = base + ["ARTIFACTS_BUCKET", "EMBED_NDJSON_QUEUE_URL"] + queues
        #expect(problems(.serve, aws) == sends + ["OPENAI_API_KEY"])
        #expect(problems(.sweeper, aws) == sends)
        #expect(problems(.streamProcessor, aws) == base + queues)
        #expect(problems(.embedWorker(polls: true), aws) == base + ["EMBED_NDJSON_QUEUE_URL", "OPENAI_API_KEY"])
        #expect(problems(.compactor(polls: true), aws) == base + queues + ["OPENAI_API_KEY"])
        #expect(problems(.submission, aws) == base + ["ARTIFACTS_BUCKET", "EMBED_NDJSON_QUEUE_URL"])
        #expect(problems(.places, aws) == base)
        #expect(problems(RequiredSettings(QueueName.words.need), aws) == base + ["WORDS_QUEUE_URL"])
    }

    @Test("Lambda has the queues of worker and compactor without their addresses")
    func functions() {
        #expect(problems(.embedWorker(polls: false), aws) == base + ["OPENAI_API_KEY"])
        #expect(problems(.compactor(polls: false), aws) == base + ["OPENAI_API_KEY"])
    }

    @Test("what is wrong is told beside what is missing")
    func wrong() {
        let environment = [
            "COLLECTION_BACKEND": "chroma", "EMBEDDING_DIMENSIONS": "0", "RUN_STALE_MINUTES": "soon",
            "LOG_LEVEL": "loud",
            "ENABLE_METRICS": "perhaps",
        ]
        #expect(
            problems(.serve, environment) == [
                "EMBEDDING_DIMENSIONS", "CHROMA_URL", "RUN_STALE_MINUTES", "ENABLE_METRICS", "LOG_LEVEL",
            ])
    }

    @Test("a server is asked for once, whatever keeps the collections")
    func server() {
        let required = RequiredSettings([], [.collections, .server])
        #expect(problems(required, [:]) == ["CHROMA_URL"])
        #expect(problems(required, ["COLLECTION_BACKEND": "chroma"]) == ["CHROMA_URL"])
        #expect(problems(required, ["CHROMA_URL": "http://127.0.0.1:8000"]) == [])
    }

    @Test("on one machine nothing is missing", arguments: [RequiredSettings.serve, .sweeper, .submission, .collection])
    func oneMachine(required: RequiredSettings) { #expect(problems(required, [:]) == []) }

    @Test("whether somebody chose the level of the log", arguments: [(nil, false), ("", false), ("debug", true)])
    func level(text: String?, isChosen: Bool) {
        var settings = Settings(text.map { ["LOG_LEVEL": $0] } ?? [:])
        let events = EventSettings(&settings)
        #expect(events.isLevelChosen == isChosen && events.level == (isChosen ? .debug : .info))
    }
}
