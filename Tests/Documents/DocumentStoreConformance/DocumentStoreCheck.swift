public import DocumentStore
public import Testing

/// One thing that every store of documents must do; each check is given a store of its own in which nothing was made yet.
public struct DocumentStoreCheck: Sendable, CustomTestStringConvertible {
    /// The store, opened twice, as two processes would.
    public typealias Run = @Sendable (_ store: any DocumentStore, _ again: any DocumentStore) async throws -> Void

    /// What every store must do, in words.
    public let name: String
    /// Does it with a store of its own, and records what is wrong.
    public let run: Run

    /// The words that a run of tests prints.
    public var testDescription: String { name }

    init(_ name: String, _ run: @escaping Run) {
        self.name = name
        self.run = run
    }

    /// Every check there is, for `@Test(arguments:)`.
    public static let all = places + versions + races + searches + filters + words + hostile
}
