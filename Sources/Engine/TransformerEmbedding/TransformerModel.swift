import Basics
public import Embedding
import Synchronization

/// A transformer that embeds texts in this process: WordPiece tokens, the mean of the last layer's vectors, length 1
/// (Reimers and Gurevych 2019).
///
/// It reads the first 256 tokens of a text. `embed` computes on threads of its own, as many as the model was given however
/// many callers there are; batches of several callers take turns. `LocalModel` opens it.
public final class TransformerModel: Embedder {
    /// Names the model; vectors of different models are never compared.
    public let modelID: String
    /// How many numbers a vector has.
    public let dimension: Int

    private let session: OnnxSession
    private let tokenizer: SentenceTokenizer
    private let threads: [ThreadExecutor]
    private let turn = Atomic<Int>(0)

    /// Texts whose tokens are held at a time.
    private static let window = 4096
    /// Tokens computed at a time by a thread: what fits the processor's cache is fastest.
    private static let batchTokens = 256

    /// Opens the model `model` in `directory`. Throws `notFound` where a part is missing, `corrupt` where one is damaged.
    init(_ model: LocalModel, directory: String, threads: Int) throws {
        let runtime = try OnnxRuntime.load()
        tokenizer = try SentenceTokenizer(
            vocabulary: LocalModel.vocabulary("\(directory)/vocab.txt"), maximumTokens: model.maximumTokens)
        session = try OnnxSession(
            runtime, path: "\(directory)/model.onnx", output: "last_hidden_state", dimension: model.dimension)
        modelID = model.modelID
        dimension = model.dimension
        self.threads = (0..<max(1, threads)).map { _ in ThreadExecutor() }
    }

    /// Embeds the texts, alike for every purpose. Throws `CancellationError` soon after the task is cancelled, and `corrupt`
    /// where the model's file is not what it should be.
    public func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
        var batch = EmbeddingBatch(dimension: dimension, capacity: texts.count)
        for start in stride(from: 0, to: texts.count, by: Self.window) {
            let part = texts[start..<min(start + Self.window, texts.count)]
            for vector in try await vectors(of: part) {
                if let vector { batch.append(vector) } else { batch.append { _ in false } }
            }
        }
        return batch
    }

    /// A vector a text, nil where it has no token.
    private func vectors(of texts: ArraySlice<String>) async throws -> [[Float]?] {
        let tokens = await BlockingWork.run { texts.map { tokenizer.tokens(of: $0) } }
        let batches = TokenBatch.plan(tokens.map(\.count), tokens: Self.batchTokens)
        let queue = BatchQueue(count: batches.count)
        return try await withThrowingTaskGroup(of: [(Int, [Float])].self) { group in
            for _ in 0..<min(threads.count, batches.count) {
                group.addTask(executorPreference: nextThread()) { [session, dimension] in
                    var found: [(Int, [Float])] = []
                    while let number = queue.next() {
                        try Task.checkCancellation()
                        let batch = TokenBatch(batches[number].map { tokens[$0] })
                        found += zip(batches[number], batch.means(of: try session.run(batch), dimension: dimension))
                        // Others who wait for this thread come first.
                        await Task.yield()
                    }
                    return found
                }
            }
            var vectors = [[Float]?](repeating: nil, count: texts.count)
            for try await found in group { for (place, vector) in found { vectors[place] = vector } }
            return vectors
        }
    }

    /// The threads in turn, so that callers with few texts do not meet on one.
    private func nextThread() -> ThreadExecutor {
        threads[(turn.wrappingAdd(1, ordering: .relaxed).oldValue & Int.max) % threads.count]
    }
}

/// The numbers of batches that are still to be computed.
private final class BatchQueue: Sendable {
    private let count: Int
    private let taken = Atomic<Int>(0)

    init(count: Int) { self.count = count }

    func next() -> Int? {
        let number = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return number < count ? number : nil
    }
}
