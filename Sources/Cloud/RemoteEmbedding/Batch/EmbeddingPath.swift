/// Whether texts are embedded by batch jobs or on demand, as the user wants it.
public enum InferenceMode: String, Sendable, CaseIterable {
    /// What suits their number.
    case auto
    /// By batch jobs or not at all.
    case batch
    /// By single calls, however many.
    case onDemand = "ondemand"
}

/// Which way missing texts take: a rule without state.
public struct EmbeddingPathRules: Sendable, Hashable {
    /// The ways there are.
    public enum Path: Sendable, Hashable {
        /// There is nothing to embed: no call at all.
        case nothing
        /// They are sent by single calls, at once.
        case onDemand
        /// They become records of batch jobs.
        case batch
        /// They stay missing: too few for a job, and calls are not wanted.
        case left
    }

    /// What the user wants.
    public var mode: InferenceMode
    /// Whether jobs can use the model.
    public var hasBatch: Bool
    /// The fewest records that a job takes.
    public var minimumRecords = 100
    /// The most texts that one run sends on demand because a job did not embed them; without meaning in mode `onDemand`.
    public var fallbackTexts = 5000

    /// The usual rules for a mode and a model.
    public init(mode: InferenceMode, hasBatch: Bool) {
        self.mode = mode
        self.hasBatch = hasBatch
    }

    /// The way of `missing` texts.
    public func path(for missing: Int) -> Path {
        if missing == 0 { return .nothing }
        switch mode {
        case .onDemand: return .onDemand
        case .auto: return hasBatch && missing >= minimumRecords ? .batch : .onDemand
        case .batch: return hasBatch && missing >= minimumRecords ? .batch : .left
        }
    }

    /// How many of `refused` texts, whose jobs were not taken on, go on demand after `spent` others did: all or none.
    func fallback(refused: Int, spent: Int) -> Int {
        mode == .auto && refused <= fallbackTexts - spent ? refused : 0
    }

    /// How many of `failed` texts, which jobs did not embed, go on demand after `spent` others did.
    func fallback(failed: Int, spent: Int) -> Int {
        mode == .auto ? min(failed, max(fallbackTexts - spent, 0)) : 0
    }
}
