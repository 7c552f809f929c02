/// Which phases a run goes through (spec §3).
public enum ProcessingMode: String, Sendable, CaseIterable {
    case metadata, embedding, minified, both, publish

    /// Reads `PROCESSING_MODE`; `full` and `all` are other names of `both`.
    public init?(setting: String) {
        let name = setting.lowercased()
        self.init(rawValue: name == "full" || name == "all" ? "both" : name)
    }

    /// The names users may write.
    public static let accepted = "metadata, embedding, minified, both (full, all), publish"

    var runsMetadata: Bool { self == .metadata || self == .both }
    var runsEmbedding: Bool { self == .embedding || self == .both }
    var runsMinified: Bool { self == .minified || self == .both }
}
