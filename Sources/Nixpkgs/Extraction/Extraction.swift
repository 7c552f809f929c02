/// A record that gave no package.
public struct SkippedRecord: Sendable, Equatable {
    /// Its attribute path, `""` where it has none.
    public var attribute: String
    /// What is wrong with it.
    public var reason: String

    /// Makes a note of a skipped record.
    public init(attribute: String, reason: String) {
        self.attribute = attribute
        self.reason = reason
    }
}

/// Everything a source gave, and what it said of itself.
public struct Extraction: Sendable {
    /// How many skipped records are listed.
    public static let listedSkips = 20

    /// The packages in document order, each id once.
    public var packages: [Package] = []
    /// The first skipped records.
    public var skipped: [SkippedRecord] = []
    /// How many records were skipped in all.
    public var skippedCount = 0
    /// How many records were replaced by a later one with the same id.
    public var duplicateCount = 0
    /// How many elements of platform lists were patterns and not names.
    public var droppedPatterns = 0
    /// Bytes of the document, decompressed.
    public var documentBytes = 0
    /// Where it came from, as recorded in the databases.
    public var source = ""
    /// The nixpkgs revision, nil when unknown.
    public var revision: String?
    /// The channel or branch, nil when unknown.
    public var channel: String?
    /// The address after redirects, where it came from the network.
    public var finalURL: String?

    /// An empty extraction.
    public init() {}
}
