public import Basics
public import DocumentStore
public import JSON

extension CorpusQuestion {
    /// Reads the body of a request: `{"modelRefKey","question","limit"?,"threshold"?,"filter"?}` and, beyond the contract,
    /// `"mode"` (`vector` or `hybrid`) and `"snippets"` (true or false). What is null counts as not there, other members
    /// are passed over.
    ///
    /// Throws `usage` that says in one line what to change.
    public init(body: [UInt8], mode: ChunkQuery.Mode = .vector, wantsSnippets: Bool = false) throws(FdnixError) {
        let json: JSONValue
        do { json = try JSONValue.parse(body) } catch {
            throw Self.wrong("the body is not JSON: \("\(error)".printable(onOneLine: true))")
        }
        guard json.object != nil else {
            throw Self.wrong(#"the body must be a JSON object such as {"modelRefKey": "KEY", "question": "…"}"#)
        }
        try self.init(json: json, mode: mode, wantsSnippets: wantsSnippets)
    }

    /// Reads the members of an object; `mode` and `wantsSnippets` hold where it says nothing. Throws as `init(body:)` does.
    public init(
        json: JSONValue, mode: ChunkQuery.Mode = .vector, wantsSnippets: Bool = false
    ) throws(FdnixError) {
        let fields = Fields(json: json)
        guard let text = try fields.text("question") else { throw Self.wrong("question is missing: ask in words") }
        try self.init(
            text, model: try fields.text("modelRefKey"), limit: try fields.integer("limit") ?? Self.defaultLimit,
            threshold: try fields.number("threshold") ?? 0, mode: try fields.mode ?? mode,
            filter: try fields.filter, wantsSnippets: try fields.flag("snippets") ?? wantsSnippets)
    }

    /// Reads what parameters or options say in texts: a filter is JSON. An empty text counts as not there. Throws as
    /// `init(body:)` does.
    public init(
        texts: [String: String], mode: ChunkQuery.Mode, wantsSnippets: Bool = true
    ) throws(FdnixError) {
        var members: JSONObject = [:]
        for (name, text) in texts where !text.isEmpty || name == "question" {
            switch name {
            case "limit", "threshold", "filter", "snippets":
                // What does not parse is told as the text that it is.
                members[name] = (try? JSONValue.parse(text)) ?? .string(text)
            default: members[name] = .string(text)
            }
        }
        try self.init(json: .object(members), mode: mode, wantsSnippets: wantsSnippets)
    }
}

/// The members of a request, each of its kind.
private struct Fields {
    let json: JSONValue

    /// A member that is there and not null. (A `nil` within an expression would be the value null.)
    private func value(_ name: String) -> JSONValue? {
        guard let value = json[name], !value.isNull else { return nil }
        return value
    }

    private func wrong(_ name: String, _ value: JSONValue, _ accepted: String) -> FdnixError {
        let text = value.description
        let shown = text.count > 60 ? "\(text.prefix(60))…" : text
        return CorpusQuestion.wrong("\(name) is \(shown.printable(onOneLine: true)): it takes \(accepted)")
    }

    func text(_ name: String) throws(FdnixError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw wrong(name, value, "a text") }
        return text
    }

    func integer(_ name: String) throws(FdnixError) -> Int? {
        guard let value = value(name) else { return nil }
        guard let number = value.int, let integer = Int(exactly: number) else {
            throw wrong(name, value, "a whole number from 1 to 100")
        }
        return integer
    }

    func number(_ name: String) throws(FdnixError) -> Double? {
        guard let value = value(name) else { return nil }
        guard let number = value.double else { throw wrong(name, value, "a number from -1 to 1") }
        return number
    }

    func flag(_ name: String) throws(FdnixError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.bool else { throw wrong(name, value, "true or false") }
        return flag
    }

    var mode: ChunkQuery.Mode? {
        get throws(FdnixError) {
            guard let value = value("mode") else { return nil }
            guard let mode = value.string.flatMap(ChunkQuery.Mode.init(rawValue:)) else {
                throw wrong("mode", value, ChunkQuery.Mode.allCases.map(\.rawValue).joined(separator: " or "))
            }
            return mode
        }
    }

    var filter: ChunkFilter? {
        get throws(FdnixError) {
            guard let value = value("filter") else { return nil }
            guard value.object != nil else {
                throw wrong("filter", value, #"a JSON object such as {"page": {"$gte": 2}}"#)
            }
            return try ChunkFilter(json: value)
        }
    }
}
