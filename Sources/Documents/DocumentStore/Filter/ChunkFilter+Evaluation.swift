public import JSON

/// What filters mean, without a database.
///
/// Values compare within their kind: numbers as numbers, texts by their code points, `false` before `true`; across kinds
/// nothing is less or greater, and nothing equal. `$ne` and `$nin` are the opposites of `$eq` and `$in`: a chunk that
/// lacks the field satisfies them.
extension ChunkFilter {
    /// Whether the metadata of a chunk satisfies the filter.
    public func matches(_ metadata: JSONValue) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.matches(metadata) }
        case .any(let parts): parts.contains { $0.matches(metadata) }
        case .compare(let field, let comparison, let value): Self.holds(Self.value(field, metadata), comparison, value)
        case .member(let field, let values, let isMember):
            Self.isAmong(values, Self.value(field, metadata)) == isMember
        case .like(let field, let pattern, let ignoresCase):
            Self.value(field, metadata)?.string.map { pattern.matches($0, ignoresCase: ignoresCase) } ?? false
        case .exists(let field, let isThere): (Self.value(field, metadata) != nil) == isThere
        }
    }

    /// The last member of that name, compared by code points: Swift's own `==` takes two spellings of é for one.
    private static func value(_ field: String, _ metadata: JSONValue) -> JSONValue? {
        metadata.object?.members.last { $0.key.utf8.elementsEqual(field.utf8) }?.value
    }

    private static func isAmong(_ values: [JSONValue], _ value: JSONValue?) -> Bool {
        guard let value else { return false }
        return values.contains { order(value, $0) == .same }
    }

    private static func holds(_ value: JSONValue?, _ comparison: Comparison, _ other: JSONValue) -> Bool {
        let order = value.flatMap { Self.order($0, other) }
        return switch comparison {
        case .less: order == .before
        case .atMost: order == .before || order == .same
        case .greater: order == .after
        case .atLeast: order == .after || order == .same
        }
    }

    private enum Order { case before, same, after }

    /// How two values stand to one another; nil for values of different kinds, and for those without an order.
    private static func order(_ left: JSONValue, _ right: JSONValue) -> Order? {
        switch (left, right) {
        case (.null, .null): return .same
        case (.bool(let left), .bool(let right)): return compared(left ? 1 : 0, right ? 1 : 0)
        case (.string(let left), .string(let right)):
            if left.utf8.elementsEqual(right.utf8) { return .same }
            return left.utf8.lexicographicallyPrecedes(right.utf8) ? .before : .after
        case (.integer(let left), .integer(let right)): return compared(left, right)
        default:
            guard let leftNumber = left.double, let rightNumber = right.double else { return nil }
            // Large integers that are not the same may round to the same.
            if leftNumber == rightNumber, let left = left.int, let right = right.int { return compared(left, right) }
            return compared(leftNumber, rightNumber)
        }
    }

    private static func compared<T: Comparable>(_ left: T, _ right: T) -> Order {
        left < right ? .before : left == right ? .same : .after
    }
}
