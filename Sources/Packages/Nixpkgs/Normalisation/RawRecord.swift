import JSON

/// The parts of a nixpkgs record that matter, as they stand in the document: nil where absent, `null` or of a type
/// that the field cannot have.
struct RawRecord {
    var attribute: String?
    var name: String?
    var pname: String?
    var version: String?
    var error: String?
    var outputs: [String] = []
    var outputName: String?
    var meta = RawMeta()
    /// Fields of `meta` that old sources write beside it.
    var top = RawMeta()
}

/// The parts of `meta` that matter.
struct RawMeta {
    /// Absent or null, or present: a present value of the wrong type counts as `""` or false.
    var description: String?
    var broken: Bool?
    var unfree: Bool?
    var insecure: Bool?
    var unsupported: Bool?
    var available: Bool?
    var longDescription = ""
    var homepages: [String] = []
    var license: License?
    /// Nil where the record states none, which is not the same as stating an empty list.
    var platforms: [String]?
    var badPlatforms: [String] = []
    var maintainers: [Maintainer] = []
    var teams: [String] = []
    var mainProgram = ""
    var position = ""
    var outputsToInstall: [String] = []
    var knownVulnerabilities: [String] = []
    var changelog: [String] = []
    var downloadPage = ""
    /// Elements of platform lists that are neither names nor patterns that a known system matches.
    var droppedPatterns = 0
}
