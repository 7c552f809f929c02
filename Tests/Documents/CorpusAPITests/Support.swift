import Basics
import CorpusAPI
import DocumentStore
import Documents
import Embedding
import HTTPTypes
import JSON
import ServiceAPI
import Synchronization
import Testing

/// Documents with something to find: two of one page or more, and one whose text means mischief.
struct Library {
    static let texts: [(source: String, page: Int, section: String?, text: String)] = [
        ("s3://in/lease.pdf", 1, "Term", "The lease of the office ends in March. Notice is due three months before."),
        ("s3://in/lease.pdf", 2, nil, "The rent is paid on the first day of each month."),
        ("s3://in/cats.txt", 1, nil, "Cats sleep most of the day, and hunt at night."),
        ("s3://in/evil.txt", 1, "<b>", "<script>alert('owned')</script> & \"quoted\" \u{202E}mischief"),
    ]

    static let models = EmbeddingModels(
        EmbeddingModelSpec(.local, modelID: "local-hash-v1", key: "hash", dimension: 1024),
        EmbeddingModelSpec(.local, modelID: "local-hash-v1", key: "wide", dimension: 2048))

    /// A store with the texts in the first model's collection.
    static func store() async throws -> MemoryDocumentStore {
        let store = MemoryDocumentStore()
        try await store.migrate(models.collections)
        let embedder = try HashEmbedder(dimension: models.first.dimension)
        for source in Set(texts.map(\.source)).sorted() {
            var chunks: [StoredChunk] = []
            for (index, entry) in texts.filter({ $0.source == source }).enumerated() {
                guard case .vector(let vector) = try await embedder.embed([entry.text], purpose: .document)[0] else {
                    continue
                }
                var metadata: JSONObject = [
                    "source": .string(source), "create_timestamp": 1, "chunk_index": .integer(Int64(index)),
                    "page": .integer(Int64(entry.page)),
                ]
                metadata["section_header"] = entry.section.map { .string($0) }
                chunks.append(StoredChunk(text: entry.text, vector: Array(vector), metadata: .object(metadata)))
            }
            let queue = Mutex(chunks[...])
            _ = try await store.replace(source, in: models.first.collection, keepingInactive: 0) {
                queue.withLock { $0.popFirst() }
            } mayCommit: {
            }
        }
        return store
    }

    /// A search of the texts; `embedder` stands for the models.
    static func search(
        budget: Duration = CorpusSearch.defaultBudget,
        _ embedder: @escaping @Sendable (EmbeddingModelSpec) async throws -> any Embedder = {
            try HashEmbedder(dimension: $0.dimension)
        }
    ) async throws -> CorpusSearch {
        CorpusSearch(try await store(), models: models, budget: budget, embedder: embedder)
    }

    static func service(_ edit: (inout CorpusService.Configuration) -> Void = { _ in }) async throws -> CorpusService {
        var configuration = CorpusService.Configuration()
        edit(&configuration)
        return CorpusService(try await search(), configuration: configuration)
    }
}

extension CorpusService {
    /// The answer to a GET of `target`.
    func get(_ target: String, authority: String? = "localhost:8080") async -> ServiceResponse {
        let head = HTTPRequest(method: .get, scheme: nil, authority: authority, path: target)
        return await respond(to: ServiceRequest(head, id: "test"))
    }

    /// The answer to a POST of `body`.
    func post(_ body: String, to target: String = "/corpus/search") async -> ServiceResponse {
        let head = HTTPRequest(method: .post, scheme: nil, authority: "localhost", path: target)
        return await respond(to: ServiceRequest(head, body: Array(body.utf8), id: "test"))
    }
}

extension ServiceResponse {
    /// The body as JSON.
    var json: JSONValue { get throws { try JSONValue.parse(body) } }
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
    /// What an error tells.
    var message: String { (try? json["message"]?.string) ?? "" }
    /// What a search found.
    var documents: [JSONValue] { (try? json["data"]?["documents"]?.array) ?? [] }
}
