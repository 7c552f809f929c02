/// A record that gave no package.
public struct SkippedRecord: Sendable, Equatable {
    /// Its attribute path, at most 200 scalars, `""` where it has none.
    public var attribute: String
    /// What is wrong with it.
    public var reason: String

    /// A record that was skipped for `reason`.
    public init(attribute: String, reason: String) {
        self.attribute = attribute
        self.reason = reason
    }
}

/// Everything a source gave, and what it said of itself.
public struct Extraction: Sendable {
    /// How many skipped records are listed at most.
    public static let listedSkips = 20

    /// The packages in document order, each id once.
    public var packages: [Package] = []
    /// The first skipped records, in document order.
    public var skipped: [SkippedRecord] = []
    /// How many records were skipped in all.
    public var skippedCount = 0
    /// How many records were replaced by a later one with the same id.
    public var duplicateCount = 0
    /// How many elements of platform lists were neither names nor patterns that a known system matches.
    public var droppedPatterns = 0
    /// How many bytes the document has, decompressed.
    public var documentBytes = 0
    /// Where it came from, as recorded in the databases, e.g. `nix-env:/etc/nixpkgs`.
    public var source = ""
    /// The commit of nixpkgs, nil when unknown.
    public var revision: String?
    /// The channel or branch, nil when unknown.
    public var channel: String?
    /// The address after redirects, nil where it did not come from the network.
    public var finalURL: String?

    /// An extraction of which nothing has been read yet.
    public init() {}
}
