public import Basics
import JSON

/// What a task is asked to ingest: the variable `INPUT_JSON`, one document or a list of them under `Items`.
public struct TaskInput: Sendable, Equatable {
    /// One document to ingest.
    public struct Item: Sendable, Equatable {
        /// Its address: `s3://bucket/key`, on one machine also `file:///path`.
        public var uri: String
        /// What kind of file it is said to be.
        public var contentType: String
        /// The key of the model that embeds it; nil for the first one.
        public var modelKey: String?
        /// The name of the run, under which its result is written.
        public var run: String

        /// A document to ingest.
        public init(uri: String, contentType: String, modelKey: String? = nil, run: String) {
            self.uri = uri
            self.contentType = contentType
            self.modelKey = modelKey
            self.run = run
        }
    }

    /// The documents, in the order in which they are ingested.
    public var items: [Item]

    /// These documents, in this order.
    public init(_ items: [Item]) { self.items = items }

    /// Reads `json`, the value of `INPUT_JSON`. The name of the run is the item's `_executionName`, else that of the whole
    /// input, else `executionName` (the variable `EXECUTION_NAME`), else `Execution.Name` in the input, else
    /// `ecs-task-` and `random`, eight hexadecimal digits.
    ///
    /// Throws `malformedInput` where the text is missing, is not a JSON object, or lacks what every document needs: no
    /// result is written then, as nobody can tell whose it would be.
    public init(json: String?, executionName: String?, random: UInt32) throws(FdnixError) {
        guard let json, !json.trimmed.isEmpty else {
            throw FdnixError(
                .malformedInput,
                "INPUT_JSON is not set: give it an object with FileURI and ContentType, as \(Self.example)")
        }
        let parsed: JSONValue
        do { parsed = try JSONValue.parse(json) } catch {
            throw FdnixError(.malformedInput, "INPUT_JSON is not JSON: write \(Self.example)", underlying: error)
        }
        guard let object = parsed.object else { throw Self.malformed("is not a JSON object") }
        let fallback =
            [object["_executionName"]?.string, executionName, object["Execution"]?["Name"]?.string]
            .lazy.compactMap { $0 }.first { !$0.isEmpty } ?? "ecs-task-\(random.hexadecimal)"
        guard let list = object["Items"] else {
            items = [try Item(object, fallback)]
            return
        }
        guard let elements = list.array, !elements.isEmpty else {
            throw Self.malformed("has Items that are not a list")
        }
        items = []
        for element in elements {
            guard let object = element.object else { throw Self.malformed("has an item that is not an object") }
            items.append(try Item(object, fallback))
        }
    }

    static let example = #"{"FileURI":"s3://BUCKET/KEY","ContentType":"application/pdf"}"#

    static func malformed(_ what: String) -> FdnixError {
        FdnixError(.malformedInput, "INPUT_JSON \(what): write \(example)")
    }
}

extension TaskInput.Item {
    fileprivate init(_ object: JSONObject, _ fallback: String) throws(FdnixError) {
        guard let uri = object["FileURI"]?.string else {
            throw TaskInput.malformed("has no FileURI, or not as a string")
        }
        guard let contentType = object["ContentType"]?.string else {
            throw TaskInput.malformed("has no ContentType, or not as a string")
        }
        let name = object["_executionName"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let key = object["model_ref_key"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        self.init(uri: uri, contentType: contentType, modelKey: key, run: name ?? fallback)
    }
}
