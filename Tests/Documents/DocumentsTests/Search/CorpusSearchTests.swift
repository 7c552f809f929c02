import Basics
import DocumentStore
import Embedding
import JSON
import Synchronization
import Testing

@testable import Documents

@Suite struct CorpusSearchTests {
    private static let model = EmbeddingModelSpec(.local, modelID: "local-hash-v1", key: "hash", dimension: 32)

    /// A store with a document of `count` chunks.
    private func store(chunks count: Int) async throws -> MemoryDocumentStore {
        let store = MemoryDocumentStore()
        try await store.migrate([Self.model.collection])
        let next = Mutex(0)
        _ = try await store.replace("s3://in/long.txt", in: Self.model.collection, keepingInactive: 0) {
            let index = next.withLock { next in
                defer { next += 1 }
                return next
            }
            guard index < count else { return nil }
            var vector = [Float](repeating: 0, count: 32)
            // Every direction, so that no likeness decides what is read.
            vector[index % 32] = index % 2 == 0 ? 1 : -1
            return StoredChunk(
                text: "chunk \(index)", vector: vector,
                metadata: [
                    "source": "s3://in/long.txt", "create_timestamp": 1, "chunk_index": .integer(Int64(index)),
                ])
        } mayCommit: {
        }
        return store
    }

    @Test func aDocumentIsReadInItsOrder() async throws {
        let store = try await store(chunks: 130)
        func read(_ first: Int, _ count: Int) async throws -> [String] {
            try await store.chunks(of: "s3://in/long.txt", in: Self.model.collection, from: first, count: count)
                .map(\.text)
        }
        #expect(try await read(0, 100) == (0..<100).map { "chunk \($0)" })
        #expect(try await read(120, 100) == (120..<130).map { "chunk \($0)" })
        #expect(try await read(-5, 0) == ["chunk 0"])
        #expect(try await read(.max, 10).isEmpty)
        let other = try await store.chunks(of: "s3://in/other", in: Self.model.collection, from: 0, count: 10)
        #expect(other.isEmpty)
    }

    @Test func modelsAreMadeOnceAndVectorsAreKept() async throws {
        let counts = Counts()
        let search = CorpusSearch(try await store(chunks: 1), models: EmbeddingModels(Self.model)) { _ in
            counts.made.wrappingAdd(1, ordering: .relaxed)
            return CountingEmbedder(counts: counts)
        }
        for text in ["two lines", "two\nlines", "two lines"] { _ = try await search.answer(try CorpusQuestion(text)) }
        #expect(counts.made.load(ordering: .relaxed) == 1 && counts.calls.load(ordering: .relaxed) == 1)
    }

    @Test func aModelOfAnotherSizeIsTold() async throws {
        let search = CorpusSearch(try await store(chunks: 1), models: EmbeddingModels(Self.model)) { _ in
            try HashEmbedder(dimension: 16)
        }
        let error = await #expect(throws: FdnixError.self) { try await search.answer(try CorpusQuestion("x")) }
        #expect(error?.code == .incompatible)
    }

    @Test func placesAreReadFromMetadata() {
        let place = ChunkPlace([
            "source": "s3://b/k", "page": 3, "page_end": 4, "section_header": "", "title": 5, "chunk_index": 1,
        ])
        #expect(place.source == "s3://b/k" && place.pages == "pages 3 to 4" && place.index == 1)
        #expect(place.section == nil && place.title == nil)
        #expect(ChunkPlace(["page": 3, "page_end": 3]).pages == "page 3")
        #expect(ChunkPlace(.null).pages == nil)
    }
}

private final class Counts: Sendable {
    let made = Atomic(0)
    let calls = Atomic(0)
}

private struct CountingEmbedder: Embedder {
    let counts: Counts
    let modelID = "local-hash-v1"
    let dimension = 32

    func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        counts.calls.wrappingAdd(1, ordering: .relaxed)
        #expect(purpose == .query && texts == ["two lines"])
        return try await HashEmbedder(dimension: 32).embed(texts, purpose: purpose)
    }
}
