public import Basics
public import JSON
import Settings

/// The arguments of a call, read strictly: what a model wrote by mistake is told, not passed over.
public struct ToolArguments {
    private let members: JSONObject

    /// Takes the arguments of a call of `tool`. Throws `usage` where they are not an object, or one of them is not in
    /// `known`.
    public init(_ value: JSONValue?, of tool: String, known: [String]) throws(FdnixError) {
        let accepted = "\(tool) takes \(known.joined(separator: ", "))"
        switch value {
        case .object(let members): self.members = members
        case nil, .null: members = [:]
        default: throw FdnixError(.usage, "arguments must be an object: \(accepted)")
        }
        for name in members.keys where !known.contains(name) {
            throw FdnixError(.usage, "there is no argument \"\(Self.short(name))\": \(accepted)")
        }
    }

    /// A text that is not empty.
    public func text(_ name: String, _ example: String) throws(FdnixError) -> String {
        if case .string(let text) = members[name], !text.trimmed.isEmpty { return text }
        throw FdnixError(.usage, "\(name) must be a text that is not empty, such as \(example)")
    }

    /// What the parameter of the same name would be: a text, or a list of them. None where it is not given, or null.
    public func texts(_ name: String) throws(FdnixError) -> [String] {
        switch members[name] {
        case nil, .null: return []
        case .string(let text): return [text]
        case .array(let elements):
            let texts = elements.compactMap(\.string)
            if texts.count == elements.count { return texts }
        default: break
        }
        throw FdnixError(.usage, "\(name) is \(shown(name)): it takes a text, or a list of texts")
    }

    /// An argument of any kind; nil where it is not given, or null.
    public func value(_ name: String) -> JSONValue? {
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }

    /// A whole number of the range, as one or written in a text; a larger one is taken for the largest.
    public func number(_ name: String, _ range: ClosedRange<Int>) throws(FdnixError) -> Int? {
        let number: Int?
        switch members[name] {
        case nil, .null: return nil
        case .string(let text): number = Int(text.trimmed)
        case .some(let value): number = value.int.flatMap { Int(exactly: $0) }
        }
        if let number, number >= range.lowerBound { return min(number, range.upperBound) }
        throw FdnixError(
            .usage, "\(name) is \(shown(name)): it takes a whole number from \(range.lowerBound) to \(range.upperBound)"
        )
    }

    /// Yes or no, as a flag or written in a text.
    public func flag(_ name: String) throws(FdnixError) -> Bool? {
        switch members[name] {
        case nil, .null: return nil
        case .bool(let flag): return flag
        case .string(let text): if let flag = Settings.flag(text) { return flag }
        case .integer(let number): if number == 0 || number == 1 { return number == 1 }
        default: break
        }
        throw FdnixError(.usage, "\(name) is \(shown(name)): it takes true or false")
    }

    private func shown(_ name: String) -> String { Self.short(members[name]?.description ?? "") }

    private static func short(_ text: String) -> String {
        text.count > 60 ? "\(text.prefix(60))…".printable() : text.printable()
    }
}
