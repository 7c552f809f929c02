import JSON

/// A member of an object that the API answers with: one table of these writes the JSON and describes it.
public struct AnswerField<Subject>: Sendable {
    /// The member's key in the JSON object.
    public let name: String
    /// The JSON Schema of its value, as JSON text.
    public let schema: String
    /// Whether every answer has it; otherwise only where there is something to tell.
    public let isAlways: Bool
    private let body: @Sendable (Subject, inout JSONWriter) -> Void
    private let isThere: @Sendable (Subject) -> Bool

    /// A member that is always there; `write` writes its value.
    init(_ name: String, _ schema: String, _ write: @escaping @Sendable (Subject, inout JSONWriter) -> Void) {
        (self.name, self.schema, isAlways, body) = (name, schema, true, write)
        isThere = { _ in true }
    }

    /// A member that is there where `isThere` says so.
    init(
        _ name: String, _ schema: String, where isThere: @escaping @Sendable (Subject) -> Bool,
        _ write: @escaping @Sendable (Subject, inout JSONWriter) -> Void
    ) {
        (self.name, self.schema, isAlways, body, self.isThere) = (name, schema, false, write, isThere)
    }

    /// Writes key and value, where the subject has it.
    func write(_ subject: Subject, to json: inout JSONWriter) {
        guard isAlways || isThere(subject) else { return }
        json.key(name)
        body(subject, &json)
    }
}

/// JSON Schemas of values that several members have.
enum AnswerSchema {
    static let text = #"{"type":"string"}"#
    static let textOrNull = #"{"type":["string","null"]}"#
    static let flag = #"{"type":"boolean"}"#
    static let number = #"{"type":"number"}"#
    static let object = #"{"type":"object"}"#
    static let texts = #"{"type":"array","items":{"type":"string"}}"#
    static func list(of component: String) -> String {
        ##"{"type":"array","items":{"$ref":"#/components/schemas/\##(component)"}}"##
    }
}
