/// Which phases a run goes through.
public enum ProcessingMode: String, Sendable, CaseIterable {
    /// From the source to a full database without vectors.
    case metadata
    /// From the full database to one with vectors.
    case embedding
    /// From the full database to the minified one and the search index.
    case minified
    /// All phases, one after the other.
    case both
    /// The Lambda layer alone, of what an earlier run put into the bucket.
    case publish

    /// Reads the value of `PROCESSING_MODE` in any case; `full` and `all` are other names of `both`. Nil for another
    /// word.
    public init?(setting: String) {
        let name = setting.lowercased()
        self.init(rawValue: name == "full" || name == "all" ? "both" : name)
    }

    /// The names that users may write, for messages.
    public static let accepted = "metadata, embedding, minified, both (full, all), publish"

    var runsMetadata: Bool { self == .metadata || self == .both }
    var runsEmbedding: Bool { self == .embedding || self == .both }
    var runsMinified: Bool { self == .minified || self == .both }
}
