import Basics
import Embedding
import Synchronization

@testable import Documents

/// A model that embeds by hashes, counts what it is asked, and first does what a test tells it.
final class TestModel: EmbedderSource {
    private let asked = Mutex<[String]>([])
    private let doFirst = Mutex<@Sendable () async throws -> Void>({})
    private let made = Mutex<Int?>(nil)
    private let limit = Mutex<Int?>(nil)

    /// All texts that it was asked for.
    var texts: [String] { asked.withLock { $0 } }

    func first(_ body: @escaping @Sendable () async throws -> Void) { doFirst.withLock { $0 = body } }
    /// Gives vectors of another size than is configured.
    func make(dimension: Int) { made.withLock { $0 = dimension } }
    func take(atMost characters: Int) { limit.withLock { $0 = characters } }

    func embedder(
        _ spec: EmbeddingModelSpec, observe: @escaping @Sendable (EmbeddingCall) -> Void
    ) throws -> any Embedder {
        Asked(
            model: self, inner: try HashEmbedder(dimension: made.withLock { $0 } ?? spec.dimension),
            dimension: spec.dimension)
    }

    func characterLimit(_ spec: EmbeddingModelSpec) -> Int? { limit.withLock { $0 } }

    private struct Asked: Embedder {
        let model: TestModel
        let inner: HashEmbedder
        let dimension: Int
        var modelID: String { inner.modelID }

        func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
            try await model.doFirst.withLock { $0 }()
            model.asked.withLock { $0 += texts }
            return try await inner.embed(texts, purpose: purpose)
        }
    }
}
