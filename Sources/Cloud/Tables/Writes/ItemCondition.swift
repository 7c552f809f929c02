import Basics

/// What must hold of an item for a write to happen; of an item that is not there, only `absent`, `not` and `notEqual` do.
public indirect enum ItemCondition: Sendable, Hashable {
    /// The item has the attribute.
    case exists(String)
    /// The item lacks the attribute, or is not there.
    case absent(String)
    /// The attribute has a value that compares so with the one given.
    case compare(String, Comparison, AttributeValue)
    /// The attribute is text that begins with the text given.
    case beginsWith(String, String)
    /// The attribute is text with the text given in it, or a set or list with the value given in it.
    case contains(String, AttributeValue)
    /// All of these hold; there must be one.
    case all([ItemCondition])
    /// One of these holds; there must be one.
    case any([ItemCondition])
    /// This does not hold.
    case not(ItemCondition)

    /// How two values compare; values of different types are not equal, and neither is less.
    public enum Comparison: String, Sendable {
        /// Both are the same value.
        case equal = "="
        /// They are not the same value, or the attribute is not there.
        case notEqual = "<>"
        /// The attribute's value comes first.
        case less = "<"
        /// The attribute's value comes first, or is the same.
        case lessOrEqual = "<="
        /// The attribute's value comes after.
        case greater = ">"
        /// The attribute's value comes after, or is the same.
        case greaterOrEqual = ">="
    }

    /// The attribute has this value.
    public static func equal(_ name: String, _ value: AttributeValue) -> ItemCondition { .compare(name, .equal, value) }
}

extension ItemCondition {
    /// Throws `usage` for a condition that DynamoDB would refuse: one of no conditions, and an order of values without one.
    public func check() throws {
        switch self {
        case .exists, .absent, .beginsWith, .contains: break
        case .compare(_, .equal, _), .compare(_, .notEqual, _): break
        case .compare(let name, _, let value):
            guard value.orderedBytes != nil else {
                throw FdnixError(
                    .usage, "the attribute \(name) cannot come before or after a value of type \(value.type)")
            }
        case .all(let conditions), .any(let conditions):
            guard !conditions.isEmpty else { throw FdnixError(.usage, "a condition is made of no conditions at all") }
            for condition in conditions { try condition.check() }
        case .not(let condition): try condition.check()
        }
    }

    /// Whether it holds of an item, or of one that is not there.
    public func holds(_ item: Item?) -> Bool {
        switch self {
        case .exists(let name): item?[name] != nil
        case .absent(let name): item?[name] == nil
        case .compare(let name, let comparison, let value): Self.compare(item?[name], comparison, value)
        case .beginsWith(let name, let prefix): item?[name]?.string?.utf8.starts(with: prefix.utf8) ?? false
        case .contains(let name, let value): item?[name].map { Self.contains($0, value) } ?? false
        case .all(let conditions): conditions.allSatisfy { $0.holds(item) }
        case .any(let conditions): conditions.contains { $0.holds(item) }
        case .not(let condition): !condition.holds(item)
        }
    }

    private static func compare(_ found: AttributeValue?, _ comparison: Comparison, _ value: AttributeValue) -> Bool {
        guard let found else { return comparison == .notEqual }
        return switch comparison {
        case .equal: found.isSame(as: value)
        case .notEqual: !found.isSame(as: value)
        case .less: found.precedes(value) ?? false
        case .lessOrEqual: value.precedes(found).map { !$0 } ?? false
        case .greater: value.precedes(found) ?? false
        case .greaterOrEqual: found.precedes(value).map { !$0 } ?? false
        }
    }

    private static func contains(_ found: AttributeValue, _ value: AttributeValue) -> Bool {
        switch (found, value) {
        case (.string(let text), .string(let part)): part.isEmpty || Array(text.utf8).contains(Array(part.utf8))
        case (.list(let elements), _): elements.contains { $0.isSame(as: value) }
        case (.stringSet(let members), .string): members.contains { AttributeValue.string($0).isSame(as: value) }
        case (.numberSet(let members), .number): members.contains { AttributeValue.number($0).isSame(as: value) }
        case (.binarySet(let members), .binary(let bytes)): members.contains(bytes)
        default: false
        }
    }
}
