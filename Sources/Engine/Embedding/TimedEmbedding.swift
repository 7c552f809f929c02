import Basics

/// Embeds what people search for, within a time that a person waits, and says so where it could not.
///
/// A model in this process answers in a microsecond and needs no budget. A remote one has one: at most two tries in it,
/// and what was embedded lately is not asked for again.
public struct TimedEmbedding: Sendable {
    /// What became of a text.
    public enum Outcome: Sendable {
        /// Its vector, of the model's dimension and of length 1.
        case vector([Float])
        /// There was nothing to embed, or nothing in it that the model knows.
        case nothing
        /// It could not be embedded; the text is for people.
        case failed(String)
    }

    private let embedder: any Embedder
    private let budget: Duration?
    private let recent: RecentVectors?

    /// Embeds with `embedder`, within `budget`, or without a limit where that is nil: for models in this process.
    public init(_ embedder: any Embedder, budget: Duration?) {
        self.embedder = embedder
        self.budget = budget
        recent = budget == nil ? nil : RecentVectors(capacity: 1000)
    }

    /// The vector of a text. Never fails, and returns soon after the budget is spent.
    public func embed(_ text: String) async -> Outcome {
        guard let budget else { return await attempt(text, tries: 1) }
        if let vector = recent?[text] { return .vector(vector) }
        let outcome =
            await TimeLimit.run(budget) { await attempt(text, tries: 2) }
            ?? .failed(
                Task.isCancelled ? "the search was given up" : "no answer within \(budget.milliseconds) ms")
        if case .vector(let vector) = outcome { recent?[text] = vector }
        return outcome
    }

    private func attempt(_ text: String, tries: Int) async -> Outcome {
        do {
            let batch = try await embedder.embed([text], purpose: .query)
            guard batch.count == 1 else { throw FdnixError(.network, "\(batch.count) vectors came of one text") }
            switch batch[0] {
            case .vector(let vector): return .vector(Array(vector))
            case .empty: return .nothing
            case .failed(let error): throw error
            }
        } catch {
            let isWorthAnother = (error as? FdnixError)?.isRetryable ?? false
            return tries > 1 && isWorthAnother && !Task.isCancelled
                ? await attempt(text, tries: tries - 1) : .failed("\(error)")
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
