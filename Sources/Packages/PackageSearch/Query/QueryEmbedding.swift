import Basics
import Embedding
import SearchEngine
import StaticEmbedding
import Synchronization

/// Embeds the texts of queries, within a time that a person waits, and says so where it could not: the search then goes
/// by words alone.
///
/// The model that an index carries answers in a microsecond and needs no budget. A remote one has one: at most two tries
/// in it, and what was embedded lately is not asked for again.
public struct QueryEmbedding: Sendable {
    /// What became of the text of a query.
    public enum Outcome: Sendable {
        /// Its vector, of the index's dimension and of length 1.
        case vector([Float])
        /// There was nothing to embed, or nothing in it that the model knows.
        case nothing
        /// It could not be embedded; the text is for people.
        case failed(String)
    }

    /// How long a person waits for an embedding before words alone must do.
    public static let defaultBudget = Duration.seconds(1)

    private let embedder: any Embedder
    private let budget: Duration?
    private let recent: RecentVectors?

    /// Embeds with `embedder`, within `budget`, or without a limit where that is nil: for models in this process.
    public init(_ embedder: any Embedder, budget: Duration?) {
        self.embedder = embedder
        self.budget = budget
        recent = budget == nil ? nil : RecentVectors(capacity: 1000)
    }

    /// Embeds with the model that embedded the packages of `index`: one of `models`, else the one that the index carries
    /// along; nil where the index has no vectors. Throws `corrupt` for a damaged model.
    public init?(index: SearchIndex, models: QueryModels? = nil) throws {
        guard index.vectorCount > 0 else { return nil }
        let modelID = index.model?.modelID ?? BuildInfo(index: index).embeddingModel ?? ""
        func missing(_ reason: FdnixError) -> Self {
            Self(MissingModel(modelID: modelID, dimension: index.dimension, reason: reason), budget: nil)
        }
        do {
            if let (embedder, budget) = try models?.embedder(modelID, index.dimension) {
                let fits = embedder.modelID == modelID && embedder.dimension == index.dimension
                let reason = FdnixError(
                    .incompatible, "the embedder of queries is not \(modelID), which the index needs")
                self = fits ? Self(embedder, budget: budget) : missing(reason)
                return
            }
        } catch let error as FdnixError {
            self = missing(error)
            return
        }
        if let sections = index.model {
            self.init(try StaticModel(sections), budget: nil)
        } else {
            self = missing(
                FdnixError(.incompatible, "the packages were embedded by \(modelID), which is not to be had here"))
        }
    }

    /// The vector of a query. Never fails, and returns soon after the budget is spent.
    public func embed(_ prepared: PreparedQuery) async -> Outcome {
        guard let text = prepared.embeddableText else { return .nothing }
        guard let budget else { return await attempt(text, tries: 1) }
        if let vector = recent?[text] { return .vector(vector) }
        let outcome = await within(budget) { await attempt(text, tries: 2) }
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

    /// The outcome of `body`, unless the time is over first; then `body` is cancelled, and not waited for.
    private func within(_ budget: Duration, _ body: @escaping @Sendable () async -> Outcome) async -> Outcome {
        let race = Race()
        let work = Task { race.finish(await body()) }
        let alarm = Task {
            guard (try? await Task.sleep(for: budget)) != nil else { return }
            race.finish(.failed("no answer within \(budget.milliseconds) ms"))
        }
        defer {
            work.cancel()
            alarm.cancel()
        }
        return await withTaskCancellationHandler {
            await race.outcome()
        } onCancel: {
            race.finish(.failed("the search was given up"))
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}

/// The first of several outcomes. (A task group would wait for a model that does not heed cancellation.)
private final class Race: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<QueryEmbedding.Outcome, Never>)
        case over(QueryEmbedding.Outcome)
    }
    private let state = Mutex(State.open)

    func finish(_ outcome: QueryEmbedding.Outcome) {
        let waiting = state.withLock { state -> CheckedContinuation<QueryEmbedding.Outcome, Never>? in
            switch state {
            case .open:
                state = .over(outcome)
                return nil
            case .waiting(let continuation):
                state = .over(outcome)
                return continuation
            case .over: return nil
            }
        }
        waiting?.resume(returning: outcome)
    }

    func outcome() async -> QueryEmbedding.Outcome {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state -> QueryEmbedding.Outcome? in
                if case .over(let outcome) = state { return outcome }
                state = .waiting(continuation)
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}

/// The vectors of the last so many texts: of two generations, the older one is forgotten when the newer one is full.
private final class RecentVectors: Sendable {
    private struct Generations {
        var new: [String: [Float]] = [:]
        var old: [String: [Float]] = [:]
    }
    private let generations = Mutex(Generations())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    subscript(text: String) -> [Float]? {
        get {
            generations.withLock { generations in
                if let vector = generations.new[text] { return vector }
                guard let vector = generations.old[text] else { return nil }
                Self.insert(vector, text, &generations, capacity)
                return vector
            }
        }
        set {
            guard let newValue else { return }
            generations.withLock { Self.insert(newValue, text, &$0, capacity) }
        }
    }

    private static func insert(_ vector: [Float], _ text: String, _ generations: inout Generations, _ capacity: Int) {
        if generations.new.count >= capacity / 2 {
            generations.old = generations.new
            generations.new.removeAll(keepingCapacity: true)
        }
        generations.new[text] = vector
    }
}
