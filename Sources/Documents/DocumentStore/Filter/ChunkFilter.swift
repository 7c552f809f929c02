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
    /// The field compares with the value.
    case compare(String, Comparison, JSONValue)
    /// The field is one of the values (`isMember`), or none of them.
    case member(String, of: [JSONValue], isMember: Bool)
    /// The field's text matches an SQL pattern.
    case like(String, String, ignoresCase: Bool)
    /// The field lies between two values, both included.
    case between(String, JSONValue, JSONValue)
    /// The field is there, or is not.
    case exists(String, Bool)

    /// How a field and a value compare.
    public enum Comparison: String, Sendable, CaseIterable {
        case equal = "$eq"
        case notEqual = "$ne"
        case less = "$lt"
        case atMost = "$lte"
        case greater = "$gt"
        case atLeast = "$gte"
    }
}
