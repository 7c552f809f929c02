import JSON
import Postgres

/// A filter as a condition on `cmetadata`. Field names and values are parameters; the rest is written here.
///
/// The conditions are never NULL, and mean what `ChunkFilter.matches` means.
struct FilterSQL {
    /// The statement's parameters, these before the filter's own.
    private(set) var parameters: [PostgresValue]

    init(after parameters: [PostgresValue]) { self.parameters = parameters }

    /// The condition; its values are appended to the parameters.
    mutating func condition(_ filter: ChunkFilter) -> String {
        switch filter {
        case .all(let parts): return joined(parts, " AND ", ifNone: "true")
        case .any(let parts): return joined(parts, " OR ", ifNone: "false")
        case .compare(let field, let comparison, let value): return ordered(field, comparison, value)
        case .member(let field, let values, let isMember): return (isMember ? "" : "NOT ") + member(field, values)
        case .like(let field, let pattern, let ignoresCase):
            let name = place(field)
            let test = ignoresCase ? "~ \(place(pattern.regularExpression))" : "LIKE \(place(pattern.text))"
            return ofKind("string", name, #"(cmetadata ->> \#(name)) COLLATE "C" \#(test)"#)
        case .exists(let field, let isThere):
            return "((cmetadata -> \(place(field))) IS \(isThere ? "NOT " : "")NULL)"
        }
    }

    private mutating func joined(_ parts: [ChunkFilter], _ word: String, ifNone: String) -> String {
        guard !parts.isEmpty else { return ifNone }
        var conditions: [String] = []
        for part in parts { conditions.append(condition(part)) }
        return "(\(conditions.joined(separator: word)))"
    }

    /// Whether a field is one of some values of any kind.
    private mutating func member(_ field: String, _ values: [JSONValue]) -> String {
        let name = place(field)
        let texts = values.compactMap(\.string)
        let numbers = values.compactMap(Self.number)
        let flags = values.compactMap(\.bool).map(\.description)
        let isText = place(array: texts, "text")
        let isNumber = place(array: numbers, "numeric")
        let isFlag = place(array: flags, "boolean")
        return """
            CASE jsonb_typeof(cmetadata -> \(name)) \
            WHEN 'string' THEN (cmetadata ->> \(name)) COLLATE "C" = ANY(\(isText)) \
            WHEN 'number' THEN (cmetadata ->> \(name))::numeric = ANY(\(isNumber)) \
            WHEN 'boolean' THEN (cmetadata ->> \(name))::boolean = ANY(\(isFlag)) \
            WHEN 'null' THEN \(values.contains(.null)) ELSE false END
            """
    }

    /// Whether a field stands before or after a value of the same kind.
    private mutating func ordered(
        _ field: String, _ comparison: ChunkFilter.Comparison, _ value: JSONValue
    ) -> String {
        let sign =
            switch comparison {
            case .less: "<"
            case .atMost: "<="
            case .greater: ">"
            case .atLeast: ">="
            }
        let name = place(field)
        if let number = Self.number(value) {
            return ofKind("number", name, "(cmetadata ->> \(name))::numeric \(sign) \(place(number, "numeric"))")
        }
        if let flag = value.bool {
            return ofKind("boolean", name, "(cmetadata ->> \(name))::boolean \(sign) \(flag)")
        }
        if let text = value.string {
            return ofKind("string", name, #"(cmetadata ->> \#(name)) COLLATE "C" \#(sign) \#(place(text))"#)
        }
        // Of null there is but one.
        return ofKind("null", name, value.isNull && sign.hasSuffix("=") ? "true" : "false")
    }

    /// CASE, as conditions joined by AND may be looked at in any order.
    private func ofKind(_ kind: String, _ name: String, _ test: String) -> String {
        "CASE jsonb_typeof(cmetadata -> \(name)) WHEN '\(kind)' THEN \(test) ELSE false END"
    }

    private mutating func place(_ text: String, _ type: String = "text") -> String {
        parameters.append(.text(text))
        return "$\(parameters.count)::\(type)"
    }

    private mutating func place(array texts: [String], _ type: String) -> String {
        parameters.append(.array(texts))
        return "$\(parameters.count)::\(type)[]"
    }

    private static func number(_ value: JSONValue) -> String? {
        switch value {
        case .integer(let number): String(number)
        case .double(let number): number.description
        default: nil
        }
    }
}
