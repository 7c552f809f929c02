public import JSON

/// What became of the documents of a run.
public struct RunSummary: Sendable, Equatable {
    /// A document that was not ingested.
    public struct Failure: Sendable, Hashable {
        /// The document's address, as its row has it.
        public var uri: String
        /// The status of its result, or `NO_RESULT`.
        public var status: String
        /// What happened, in one line.
        public var error: String
        /// The key of its result; nil where there is none.
        public var result: String?

        var json: JSONObject {
            [
                "FileURI": .string(uri), "Status": .string(status), "Error": .string(error),
                "Result": result.map { .string($0) } ?? .null,
            ]
        }
    }

    /// The run's name, under which its results are.
    public var run: String
    /// How many documents the run had.
    public var total = 0
    /// How many are stored, or had nothing that could be.
    public var succeeded = 0
    /// How many were passed over as they were deleted, or another run was at them.
    public var skipped = 0
    /// How many chunks with vectors were stored.
    public var embeddingsGenerated = 0
    /// The documents that failed, ascending by address.
    public var failures: [Failure] = []

    /// The summary of a run that had no documents.
    public init(run: String) { self.run = run }

    /// The summary as it is written.
    public var json: JSONObject { json(failures: failures[...]) }

    /// The summary with so many of its failures that the answer of a function, which is the input of the next state, stays
    /// far below the 256 KiB that a state may have.
    public var reply: JSONObject { json(failures: failures.prefix(20)) }

    private func json(failures listed: ArraySlice<Failure>) -> JSONObject {
        [
            "Execution": .string(run), "Total": .integer(Int64(total)), "Succeeded": .integer(Int64(succeeded)),
            "Failed": .integer(Int64(failures.count)), "Skipped": .integer(Int64(skipped)),
            "EmbeddingsGenerated": .integer(Int64(embeddingsGenerated)),
            "Failures": .array(listed.map { .object($0.json) }),
        ]
    }
}
