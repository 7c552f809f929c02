/// Some records of a document, not parsed yet, with the bytes they lie in.
struct RecordBatch: Sendable {
    /// One record: where its key (with quotes) and its value lie in the batch's bytes.
    struct Member: Sendable {
        /// The key, empty where the form has none (JSON Lines).
        var key: Range<Int>
        /// Where the value lies, without white space around it.
        var value: Range<Int>
    }

    /// The bytes; those between members are of no interest.
    var bytes: [UInt8]
    /// Where the bytes start in the document.
    var offset: Int
    /// The records in order.
    var members: [Member]
}

/// Cuts a document that arrives in pieces into batches of records.
protocol RecordScanner {
    /// Takes the next piece of the document; an error names the byte.
    mutating func append(_ piece: [UInt8]) throws
    /// Tells that the document ends here; one that is not whole is an error.
    mutating func finish() throws
    /// The whole records since the last call, when there are enough of them or `all` is set.
    mutating func takeBatch(all: Bool) -> RecordBatch?
    /// An earlier error in the record that is not complete yet, where there is one.
    func errorInUnfinishedRecord() -> (any Error)?
    /// What the document says of itself.
    var header: DocumentHeader { get }
}

/// What a document says of itself.
struct DocumentHeader: Sendable, Equatable {
    /// The channel or branch.
    var channel: String?
}
