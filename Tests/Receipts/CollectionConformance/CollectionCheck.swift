public import Testing

/// One thing that every back end of a collection must do, by itself and driven by a compaction; each check is given a
/// collection of its own in which nothing is yet.
public struct CollectionCheck: Sendable, CustomTestStringConvertible {
    /// What not every back end has.
    public enum Need: Sendable {
        /// Versions that readers are led to: nothing that changed makes no new one.
        case versions
    }

    /// What every back end must do, in words.
    public let name: String
    /// What the check cannot do without.
    public let needs: Set<Need>
    /// Does it with a collection of its own, and records what is wrong.
    public let run: @Sendable (CollectionUnderTest) async throws -> Void

    /// The words that a run of tests prints.
    public var testDescription: String { name }

    init(_ name: String, needs: Set<Need> = [], _ run: @escaping @Sendable (CollectionUnderTest) async throws -> Void) {
        self.name = name
        self.needs = needs
        self.run = run
    }

    /// Every check there is, for `@Test(arguments:)`.
    public static let all = merges + facts + removals + refusals + searches + races
}
