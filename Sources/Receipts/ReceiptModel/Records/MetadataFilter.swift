import Basics
public import JSON

/// Which records are wanted: those whose metadata have these values.
public struct MetadataFilter: Sendable, Equatable {
    /// What each name must have.
    public let wanted: [(name: String, value: JSONValue)]

    /// Reads `{"name": value, …}`, of which all must hold; `{"$eq": value}` and `{"$and": […]}` may stand for the same.
    /// Throws `usage` for anything else.
    public init(_ json: JSONValue) throws {
        guard let members = json.object?.members else { throw Self.refused(json) }
        var wanted: [(String, JSONValue)] = []
        for member in members {
            switch member.value {
            case .array(let parts) where member.key == "$and":
                for part in parts { wanted += try MetadataFilter(part).wanted.map { ($0.name, $0.value) } }
            case .object(let object):
                guard object.members.count == 1, let value = object["$eq"], Self.isPlain(value) else {
                    throw Self.refused(member.value)
                }
                wanted.append((member.key, value))
            default:
                guard Self.isPlain(member.value), !member.key.hasPrefix("$") else { throw Self.refused(json) }
                wanted.append((member.key, member.value))
            }
        }
        self.wanted = wanted
    }

    /// Whether both want the same, in the same order.
    public static func == (left: MetadataFilter, right: MetadataFilter) -> Bool {
        left.wanted.elementsEqual(right.wanted) { $0.name == $1.name && $0.value == $1.value }
    }

    /// Whether a record with these facts is wanted. Numbers are equal by what they are worth, and a receipt's number also where
    /// one of the two is written as text.
    public func admits(_ metadata: [String: JSONValue]) -> Bool {
        wanted.allSatisfy { name, value in
            guard let found = metadata[name] else { return false }
            if name == "receipt_id" { return Self.number(found) == Self.number(value) }
            return found == value || found.double.map { $0 == value.double } ?? false
        }
    }

    /// A receipt's number, written as a number or as text; any other value as it is.
    public static func number(_ value: JSONValue) -> JSONValue {
        if let number = value.int ?? value.string.flatMap({ Int64($0) }) { .integer(number) } else { value }
    }

    private static func isPlain(_ value: JSONValue) -> Bool {
        value.array == nil && value.object == nil && !value.isNull
    }

    private static func refused(_ json: JSONValue) -> FdnixError {
        FdnixError(
            .usage, #"the filter \#(json) cannot be used; write {"name": value}, or several of them in {"$and": […]}"#)
    }
}
