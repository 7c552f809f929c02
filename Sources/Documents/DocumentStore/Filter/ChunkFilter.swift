public import JSON

/// A condition on the metadata of chunks.
///
/// In JSON: `{"field": value}` or `{"field": {"$op": value}}` with one of `$eq $ne $lt $lte $gt $gte $in $nin $like $ilike
/// $between $exists`, lists under `$and` and `$or`; several fields must all hold.
public indirect enum ChunkFilter: Sendable, Equatable {
    /// All of these hold.
    case all([ChunkFilter])
    /// At least one of these holds.
    case any([ChunkFilter])
    /// The field stands before or after the value.
    case compare(String, Comparison, JSONValue)
    /// The field is one of the values (`isMember`), or none of them.
    case member(String, of: [JSONValue], isMember: Bool)
    /// The field's text matches an SQL pattern.
    case like(String, LikePattern, ignoresCase: Bool)
    /// The field is there, or is not.
    case exists(String, Bool)

    /// The field is the value.
    public static func equals(_ field: String, _ value: JSONValue) -> ChunkFilter {
        .member(field, of: [value], isMember: true)
    }

    /// The field lies between two values, both included.
    public static func between(_ field: String, _ low: JSONValue, _ high: JSONValue) -> ChunkFilter {
        .all([.compare(field, .atLeast, low), .compare(field, .atMost, high)])
    }

    /// How a field and a value stand to one another.
    public enum Comparison: String, Sendable, CaseIterable {
        case less = "$lt"
        case atMost = "$lte"
        case greater = "$gt"
        case atLeast = "$gte"
    }
}
