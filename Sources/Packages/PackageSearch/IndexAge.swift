public import Basics

/// Tells when an index is so old that its answers may mislead.
public enum IndexAge {
    /// After how many days an index is called old, where nobody says otherwise.
    public static let usualLimit = 30

    /// One line for people where the index is more than `limit` days old at `now` (milliseconds since 1970); nil for a young
    /// one, and where the index does not tell when it was built. A limit of 0 means never.
    public static func notice(_ info: BuildInfo, limit: Int, now: Int = Timestamp.milliseconds) -> String? {
        guard limit > 0, let built = info.builtAt.flatMap({ Timestamp.milliseconds(iso8601: $0) }) else { return nil }
        let days = (now - built) / 86_400_000
        guard days > limit else { return nil }
        return "the index is \(days) days old; `fdnix update` fetches a new one, `fdnix index` builds one"
    }
}
