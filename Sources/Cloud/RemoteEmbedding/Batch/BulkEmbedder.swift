import Basics
public import Embedding
public import Logging

/// Embeds many texts in the way that suits their number: by batch jobs, on demand, or first the one and then the other for
/// what is left.
public struct BulkEmbedder: Sendable {
    private let rules: EmbeddingPathRules
    private let onDemand: any Embedder
    private let batch: BatchRunner?
    private let checkModel: @Sendable () async throws -> Void
    private let textsAtOnce: Int
    private let logger: Logger

    /// An embedder by calls alone, without a limit; so many texts are embedded and kept at a time.
    public init(_ embedder: any Embedder, textsAtOnce: Int, logger: Logger) {
        rules = EmbeddingPathRules(mode: .onDemand, hasBatch: false)
        onDemand = embedder
        batch = nil
        checkModel = {}
        self.textsAtOnce = textsAtOnce
        self.logger = logger
    }

    /// An embedder by these two ways; without `batch` there is one. `checkModel` is called once before the first text is
    /// sent, and throws where there is no such model.
    public init(
        rules: EmbeddingPathRules, onDemand: any Embedder, batch: BatchRunner?,
        checkModel: @escaping @Sendable () async throws -> Void, logger: Logger
    ) {
        self.rules = rules
        self.onDemand = onDemand
        self.batch = batch
        self.checkModel = checkModel
        textsAtOnce = 768
        self.logger = logger
    }

    /// Sees jobs through that earlier runs left; gives the hashes of the texts that they may still bring, which are better
    /// left alone by this run. Throws as `BatchRunner.resume` does.
    public func resume(into sink: any VectorSink) async throws -> Set<String> {
        try await batch?.resume(into: sink).left ?? []
    }

    /// Embeds `texts`, which have no vector yet; gives how many got none. Vectors go to `sink` as they come.
    ///
    /// Throws `notFound` where there is no such model, `denied` without access, and what the sink throws.
    public func embed(_ texts: [KeyedText], into sink: any VectorSink) async throws -> Int {
        let path = rules.path(for: texts.count)
        if path != .nothing, path != .left { try await checkModel() }
        switch path {
        case .nothing: return 0
        case .left:
            logger.warning(
                """
                \(texts.count.grouped) texts stay without a vector: a batch job takes no fewer than \
                \(rules.minimumRecords), and BEDROCK_INFERENCE_MODE=batch wants nothing else
                """)
            return texts.count
        case .onDemand: return try await call(texts, sink)
        case .batch:
            guard let batch else { return try await call(texts, sink) }
            let outcome = try await batch.embed(texts, into: sink)
            return try await fallBack(texts, outcome, sink)
        }
    }

    /// What jobs did not embed goes on demand, within bounds.
    private func fallBack(
        _ texts: [KeyedText], _ outcome: BatchRunner.Outcome, _ sink: any VectorSink
    ) async throws -> Int {
        let refused = rules.fallback(refused: outcome.refused.count, spent: 0)
        let failed = rules.fallback(failed: outcome.failed.count, spent: refused)
        let chosen = Set(outcome.refused.prefix(refused) + outcome.failed.prefix(failed))
        let left = outcome.refused.count + outcome.failed.count - chosen.count + outcome.left.count
        if left > 0 { logger.warning("\(left.grouped) texts stay without a vector in this run") }
        guard !chosen.isEmpty else { return left }
        logger.info("\(chosen.count.grouped) texts that batch jobs did not embed are sent on demand")
        return left + (try await call(texts.filter { chosen.contains($0.hash) }, sink))
    }

    /// Sends texts on demand, some hundreds at a time, and keeps what comes; gives how many got no vector.
    private func call(_ texts: [KeyedText], _ sink: any VectorSink) async throws -> Int {
        var failed = 0
        for start in stride(from: 0, to: texts.count, by: textsAtOnce) {
            try Task.checkCancellation()
            let part = texts[start..<min(start + textsAtOnce, texts.count)]
            let batch = try await onDemand.embed(part.map(\.text), purpose: .document)
            let (rows, vectors) = batch.vectors
            if !rows.isEmpty { try await sink.keep(rows.map { part[part.startIndex + $0].hash }, vectors) }
            failed += part.count - rows.count
            let failures = batch.failures
            if let first = failures.first {
                logger.warning("\(failures.count.grouped) texts could not be embedded: \(first.error)")
            }
            // Asking for the rest would be refused as well.
            if let denied = failures.first(where: { $0.error.code == .denied }) { throw denied.error }
        }
        return failed
    }
}
