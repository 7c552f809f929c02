/// One package as the indexer knows it: a nixpkgs record after normalisation.
///
/// Strings are cleaned and never nil (`""` when absent), lists are `[]` when absent.
public struct Package: Sendable, Equatable {
    /// The attribute path without a channel prefix, e.g. `python313Packages.numpy`; quoted segments stay quoted.
    public var attributePath = ""
    /// `pname`, e.g. `numpy`.
    public var packageName = ""
    /// The version, or `unknown`.
    public var version = ""
    /// One line.
    public var description = ""
    /// Paragraphs, at most 20,000 scalars.
    public var longDescription = ""
    /// The first http(s) homepage.
    public var homepage = ""
    /// Every homepage.
    public var homepages: [String] = []
    /// The licence, nil when none is stated.
    public var license: License?
    /// Supported systems, order kept.
    public var platforms: [String] = []
    /// Excluded systems.
    public var badPlatforms: [String] = []
    /// The people who maintain it.
    public var maintainers: [Maintainer] = []
    /// Short names of maintaining teams.
    public var teams: [String] = []
    /// Marked broken.
    public var broken = false
    /// Under an unfree licence.
    public var unfree = false
    /// Marked insecure, or with known vulnerabilities.
    public var insecure = false
    /// Not supported on the evaluated system.
    public var unsupported = false
    /// Can be built; a licence policy does not make a package unavailable.
    public var available = true
    /// The program `nix run` starts.
    public var mainProgram = ""
    /// `file:line` in nixpkgs.
    public var position = ""
    /// Outputs installed by default.
    public var outputsToInstall: [String] = []
    /// All outputs, sorted.
    public var outputs: [String] = []
    /// CVE identifiers or sentences.
    public var knownVulnerabilities: [String] = []
    /// Change log addresses.
    public var changelog: [String] = []
    /// Where upstream offers downloads.
    public var downloadPage = ""
    /// What it is for, from where it lives in the tree.
    public var category = Category.misc

    /// An empty record.
    public init() {}

    /// The key of every table: the attribute path, else `name@version`.
    public var id: String { attributePath.isEmpty ? "\(packageName)@\(version)" : attributePath }
}

/// A person who maintains a package.
public struct Maintainer: Sendable, Hashable {
    /// Display name, `""` when absent.
    public var name: String
    /// E-mail address, `""` when absent.
    public var email: String
    /// GitHub account, `""` when absent.
    public var github: String
    /// GitHub's numeric account id.
    public var githubId: Int64?

    /// Makes a maintainer.
    public init(name: String, email: String = "", github: String = "", githubId: Int64? = nil) {
        self.name = name
        self.email = email
        self.github = github
        self.githubId = githubId
    }
}
