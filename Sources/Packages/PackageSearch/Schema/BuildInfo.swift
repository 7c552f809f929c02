import Basics
public import JSON
public import SearchEngine

/// What an index says of the run that made it: the engine carries it as JSON and does not read it.
///
/// A text is nil where the builder did not know it.
public struct BuildInfo: Sendable, Equatable {
    /// The run, `YYYYMMDDTHHMMSSZ-<8 hexadecimal digits>`.
    public var runID: String?
    /// When the run began, ISO-8601 in UTC.
    public var builtAt: String?
    /// The version of the program that built the index.
    public var indexerVersion: String?
    /// Where the packages came from, e.g. `packages-json:/tmp/packages.json.br`.
    public var source: String?
    /// The commit of nixpkgs, in hexadecimal digits.
    public var nixpkgsRevision: String?
    /// The channel or branch of nixpkgs, e.g. `nixos-unstable`.
    public var nixpkgsChannel: String?
    /// How many packages the index holds.
    public var packages = 0
    /// How many of them have a vector.
    public var embeddings = 0
    /// The model that made the vectors.
    public var embeddingModel: String?
    /// How many numbers a vector has.
    public var embeddingDimension = 0
    /// The template that made texts of packages, by its name.
    public var embeddingTemplate: String?

    /// A record in which nothing is known yet.
    public init() {}

    /// Reads what `write` wrote; members that are missing or of another type count as not known.
    public init(json: JSONValue?) {
        func text(_ key: String) -> String? {
            guard let text = json?[key]?.string, !text.isEmpty, text != Self.unknown else { return nil }
            return text
        }
        func number(_ key: String) -> Int { json?[key]?.int.flatMap { Int(exactly: $0) } ?? 0 }
        runID = text("run_id")
        builtAt = text("built_at")
        indexerVersion = text("indexer_version")
        source = text("source")
        nixpkgsRevision = text("nixpkgs_revision")
        nixpkgsChannel = text("nixpkgs_channel")
        packages = number("packages")
        embeddings = number("embeddings")
        embeddingModel = text("embedding_model")
        embeddingDimension = number("embedding_dim")
        embeddingTemplate = text("embedding_template_version")
    }

    /// What `index` says of its run; knows nothing where the index was built by a program that writes no such JSON.
    public init(index: SearchIndex) {
        self.init(json: try? JSONValue.parse(index.buildInfo.bytes))
    }

    /// Writes one JSON object.
    public func write(to json: inout JSONWriter) { json.object { writeMembers(to: &$0) } }

    /// Writes the members of that object, for an object that has more of them.
    public func writeMembers(to json: inout JSONWriter) {
        json.member("run_id", runID ?? "")
        json.member("built_at", builtAt ?? "")
        json.member("indexer_version", indexerVersion ?? "")
        json.member("source", source ?? "")
        json.member("nixpkgs_revision", nixpkgsRevision ?? Self.unknown)
        json.member("nixpkgs_channel", nixpkgsChannel ?? Self.unknown)
        json.member("packages", packages)
        json.member("embeddings", embeddings)
        json.member("embedding_model", embeddingModel ?? "")
        json.member("embedding_dim", embeddingDimension)
        json.member("embedding_template_version", embeddingTemplate ?? "")
    }

    /// What is written for a revision or channel that is not known.
    public static let unknown = "unknown"
}
