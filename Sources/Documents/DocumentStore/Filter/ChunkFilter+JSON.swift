import Basics
public import JSON

/// Reading filters as callers write them.
extension ChunkFilter {
    /// Reads a filter. Field names are identifiers: a letter or `_`, then letters, digits and `_`; values are texts, numbers,
    /// flags or null.
    ///
    /// Throws `usage` for an operator that does not exist and for anything else that is not a filter.
    public init(json: JSONValue) throws(FdnixError) {
        self = try Self.condition(json, depth: 0)
        guard count <= Self.mostConditions else {
            throw Self.wrong("it has \(count) conditions; use \(Self.mostConditions) at most, and $in for many values")
        }
    }

    /// More would be more than a statement of SQL may have.
    private static let mostConditions = 1000
    /// Longer patterns take too long to match.
    private static let longestPattern = 1000

    private var count: Int {
        switch self {
        case .all(let parts), .any(let parts): parts.reduce(1) { $0 + $1.count }
        default: 1
        }
    }

    /// How deep `$and` and `$or` may lie in one another.
    private static let maximumDepth = 32

    private static func condition(_ json: JSONValue, depth: Int) throws(FdnixError) -> ChunkFilter {
        guard let members = json.object?.members else { throw wrong("a filter is a JSON object, not \(json)") }
        guard depth <= maximumDepth else { throw wrong("$and and $or lie more than \(maximumDepth) deep") }
        var parts: [ChunkFilter] = []
        for member in members { parts.append(try part(member, depth: depth)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private static func part(_ member: JSONObject.Member, depth: Int) throws(FdnixError) -> ChunkFilter {
        if member.key == "$and" || member.key == "$or" {
            guard let list = member.value.array, !list.isEmpty else {
                throw wrong("\(member.key) takes a list of filters")
            }
            var parts: [ChunkFilter] = []
            for element in list { parts.append(try condition(element, depth: depth + 1)) }
            return member.key == "$and" ? .all(parts) : .any(parts)
        }
        guard !member.key.hasPrefix("$") else {
            throw wrong("there is no operator \(member.key) before a field; use $and or $or")
        }
        guard isIdentifier(member.key) else {
            throw wrong("\"\(member.key)\" cannot be a field: use letters, digits and _, no digit first")
        }
        guard let operators = member.value.object?.members else {
            return .equals(member.key, try scalar(member.value, member.key))
        }
        guard !operators.isEmpty else { throw wrong("\(member.key) has an empty condition") }
        var parts: [ChunkFilter] = []
        for operation in operators { parts.append(try test(member.key, operation.key, operation.value)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private static func test(
        _ field: String, _ name: String, _ operand: JSONValue
    ) throws(FdnixError) -> ChunkFilter {
        if let comparison = Comparison(rawValue: name) {
            return .compare(field, comparison, try scalar(operand, name))
        }
        switch name {
        case "$eq", "$ne":
            return .member(field, of: [try scalar(operand, name)], isMember: name == "$eq")
        case "$in", "$nin":
            guard let list = operand.array else { throw wrong("\(name) of \(field) takes a list of values") }
            var values: [JSONValue] = []
            for value in list { values.append(try scalar(value, name)) }
            return .member(field, of: values, isMember: name == "$in")
        case "$like", "$ilike":
            guard let pattern = operand.string else { throw wrong("\(name) of \(field) takes a text") }
            _ = try scalar(operand, name)
            guard pattern.unicodeScalars.count <= longestPattern else {
                throw wrong("the pattern of \(field) is longer than \(longestPattern) characters")
            }
            guard let parsed = LikePattern(pattern) else {
                throw wrong("the pattern of \(field) ends with a single \\")
            }
            return .like(field, parsed, ignoresCase: name == "$ilike")
        case "$between":
            guard let bounds = operand.array, bounds.count == 2 else {
                throw wrong("$between of \(field) takes a list of two values")
            }
            return .between(field, try scalar(bounds[0], name), try scalar(bounds[1], name))
        case "$exists":
            guard let isThere = operand.bool else { throw wrong("$exists of \(field) takes true or false") }
            return .exists(field, isThere)
        default:
            throw wrong(
                "there is no operator \(name); use $eq, $ne, $lt, $lte, $gt, $gte, $in, $nin, $like, $ilike, $between "
                    + "or $exists")
        }
    }

    private static func scalar(_ value: JSONValue, _ place: String) throws(FdnixError) -> JSONValue {
        switch value {
        case .array, .object: throw wrong("\(place) takes texts, numbers, true, false or null, not \(value)")
        case .string(let text) where text.utf8.contains(0): throw wrong("a text in \(place) holds the character U+0000")
        default: value
        }
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
        return name.unicodeScalars.dropFirst().allSatisfy {
            $0 == "_" || $0.properties.isAlphabetic || $0.properties.generalCategory == .decimalNumber
                || $0.properties.generalCategory == .nonspacingMark
        }
    }

    private static func wrong(_ reason: String) -> FdnixError {
        FdnixError(.usage, "the filter cannot be used: \(reason.prefix(300).description.printable(onOneLine: true))")
    }
}
