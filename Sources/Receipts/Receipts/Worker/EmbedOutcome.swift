public import JSON
public import ReceiptModel

/// What became of a message for the worker.
public struct EmbedOutcome: Sendable, Hashable {
    /// The run's name; nil where there was nothing to embed.
    public var run: String?
    /// Where the bundles lie, by collection, with a slash at the end; none where there was nothing to embed.
    public var prefixes: [CollectionName: String]
    /// Whether the run was there already.
    public var isDuplicate: Bool

    /// Nothing on the receipt is worth finding.
    static let nothing = EmbedOutcome(run: nil, prefixes: [:], isDuplicate: false)

    /// The outcome as a direct invocation is answered: `{"run_id", "lines_prefix", "words_prefix"}`, null where there is none.
    public var json: JSONValue {
        [
            "run_id": .optional(run), "lines_prefix": .optional(prefixes[.lines]),
            "words_prefix": .optional(prefixes[.words]),
        ]
    }
}

extension JSONValue {
    fileprivate static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
