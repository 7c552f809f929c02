import Basics
public import JSON

/// What became of one document, as it is written beside the results of the run and logged.
public struct IngestionResult: Sendable, Equatable {
    /// The document's address, as it was given.
    public var uri: String
    /// The run that it belongs to.
    public var run: String
    /// How many chunks with vectors were stored.
    public var embeddings = 0
    /// Why nothing was stored; nil after a success.
    public var status: IngestionStatus?
    /// One line that says what happened and what to do; nil after a success.
    public var error: String?
    /// The key of the model.
    public var model: String?
    /// How many chunks the document was cut into.
    public var chunks: Int?
    /// How many of them got a vector that was there already.
    public var reused: Int?
    /// How many pages the file has.
    public var pages: Int?
    /// The numbers of pages of which no text, or hardly any, could be read.
    public var pagesWithoutText: [Int] = []
    /// Why the document was passed over although nothing went wrong: `UNSUPPORTED_TYPE`, `DRY_RUN`.
    public var skipped: String?
    /// Which attempt at this version of the document it was, from 1.
    public var attempt: Int?
    /// When the work began and ended, in milliseconds since 1970.
    public var startedAt, finishedAt: Int

    /// A result of which nothing but the time is known yet.
    public init(uri: String, run: String, startedAt: Int) {
        self.uri = uri
        self.run = run
        self.startedAt = startedAt
        finishedAt = startedAt
    }

    /// Whether the document should have been ingested and was not: the task's exit status is 1 then.
    public var isFailure: Bool { status.map { !$0.isSkip } ?? false }

    /// The result as a JSON object.
    public var json: JSONObject {
        var object: JSONObject = ["FileURI": .string(uri), "EmbeddingsGenerated": .integer(Int64(embeddings))]
        func number(_ value: Int?) -> JSONValue? { value.map { .integer(Int64($0)) } }
        func text(_ value: String?) -> JSONValue? { value.map { .string($0) } }
        object["Status"] = text(status?.rawValue)
        object["Error"] = text(error)
        object["Model"] = text(model)
        object["Chunks"] = number(chunks)
        object["Reused"] = number(reused)
        object["Pages"] = number(pages)
        if !pagesWithoutText.isEmpty {
            object["PagesWithoutText"] = .array(pagesWithoutText.map { .integer(Int64($0)) })
        }
        object["Skipped"] = text(skipped)
        object["Attempt"] = number(attempt)
        object["StartedAt"] = .string(Timestamp.rfc3339(milliseconds: startedAt))
        object["FinishedAt"] = .string(Timestamp.rfc3339(milliseconds: finishedAt))
        object["DurationMs"] = number(max(finishedAt - startedAt, 0))
        return object
    }
}
