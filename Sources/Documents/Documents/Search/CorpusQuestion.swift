public import Basics
public import DocumentStore

/// A question to the documents, within what the service allows.
public struct CorpusQuestion: Sendable, Equatable {
    /// The question in words.
    public var text: String
    /// The key of the model whose collection is searched; nil for the first one.
    public var model: String?
    /// The most chunks that are wanted, 1 to 100.
    public var limit: Int
    /// The least likeness that a chunk must have, −1 to 1.
    public var threshold: Double
    /// How chunks are ranked.
    public var mode: ChunkQuery.Mode
    /// What the metadata of chunks must be; nil for any.
    public var filter: ChunkFilter?
    /// Whether answers show the passages that have the question's words.
    public var wantsSnippets: Bool

    /// How many chunks may be asked for.
    public static let limits = 1...100
    /// How many chunks are found where nothing is said.
    public static let defaultLimit = 5
    /// The longest question in bytes of UTF-8; models read no more than the beginning.
    public static let maximumLength = 8192

    /// A question. Throws `usage` for a text that is empty, too long or holds U+0000, and for numbers out of range.
    public init(
        _ text: String, model: String? = nil, limit: Int = defaultLimit, threshold: Double = 0,
        mode: ChunkQuery.Mode = .vector, filter: ChunkFilter? = nil, wantsSnippets: Bool = false
    ) throws(FdnixError) {
        guard !text.trimmed.isEmpty else { throw Self.wrong("question is empty: ask in words") }
        guard text.utf8.count <= Self.maximumLength else {
            throw Self.wrong("question is longer than \(Self.maximumLength.grouped) bytes: ask in fewer words")
        }
        guard !text.utf8.contains(0) else { throw Self.wrong("question holds the character U+0000: leave it out") }
        guard Self.limits.contains(limit) else {
            throw Self.wrong("limit is \(limit): it takes a whole number from 1 to 100")
        }
        guard (-1...1).contains(threshold) else {
            throw Self.wrong("threshold is \(threshold): it takes a number from -1 to 1")
        }
        self.text = text
        self.model = model
        self.limit = limit
        self.threshold = threshold
        self.mode = mode
        self.filter = filter
        self.wantsSnippets = wantsSnippets
    }

    static func wrong(_ reason: String) -> FdnixError { FdnixError(.usage, reason) }
}
