/// One package: a record of nixpkgs after normalisation.
///
/// Strings hold no control characters and are trimmed; what the record does not state is `""` or `[]`.
public struct Package: Sendable, Equatable {
    /// The attribute path without a channel prefix, e.g. `python313Packages.numpy`; quoted segments stay quoted.
    public var attributePath = ""
    /// What it is called, `pname` in nixpkgs, e.g. `numpy`; at most 2,000 scalars, as all texts of one line are.
    public var packageName = ""
    /// The version, e.g. `2.1.3`, or `unknown`.
    public var version = ""
    /// What it is, in one line.
    public var description = ""
    /// What it is, in paragraphs with line feeds between them, at most 20,000 scalars.
    public var longDescription = ""
    /// The first homepage whose address begins with `http://` or `https://`.
    public var homepage = ""
    /// Every homepage that the record states, in its order, of any scheme.
    public var homepages: [String] = []
    /// The licence, nil when none is stated.
    public var license: License?
    /// The systems it states, e.g. `x86_64-linux`, in the order of the record, each once, with those that its patterns
    /// match; none where it is for every system. `supportedPlatforms` tells what follows.
    public var platforms: [String] = []
    /// The systems it is known not to work on, in the same form; all of them where it is for no system.
    public var badPlatforms: [String] = []
    /// The people who maintain it, in the order of the record.
    public var maintainers: [Maintainer] = []
    /// The short names of the teams that maintain it, e.g. `Python`.
    public var teams: [String] = []
    /// Whether nixpkgs marks it as broken.
    public var broken = false
    /// Whether its licence is unfree.
    public var unfree = false
    /// Whether it is marked as insecure, or has known vulnerabilities.
    public var insecure = false
    /// Whether it does not support the system for which nixpkgs was evaluated.
    public var unsupported = false
    /// Whether it can be built there; a licence policy alone does not make a package unavailable.
    public var available = true
    /// The program that `nix run` starts, `""` where the record states none.
    public var mainProgram = ""
    /// Where nixpkgs defines it, e.g. `pkgs/by-name/he/hello/package.nix:43`.
    public var position = ""
    /// The outputs that are installed by default, in the order of the record.
    public var outputsToInstall: [String] = []
    /// The output that it stands for, e.g. `host` of `bind`; `""` for `out`, which nearly all packages stand for.
    public var output = ""
    /// The names of all its outputs, sorted.
    public var outputs: [String] = []
    /// What is known against it, CVE identifiers or sentences.
    public var knownVulnerabilities: [String] = []
    /// The addresses of its change logs.
    public var changelog: [String] = []
    /// The address where its authors offer downloads.
    public var downloadPage = ""
    /// What it is for, `misc` where nothing tells.
    public var category = Category.misc
    /// How the category is known.
    public var categorySource = CategorySource.inferred

    /// A package of which nothing is known yet.
    public init() {}

    /// The key of every table: the attribute path, else `name@version`.
    public var id: String { attributePath.isEmpty ? "\(packageName)@\(version)" : attributePath }
}

/// A person who maintains a package.
public struct Maintainer: Sendable, Hashable {
    /// The name shown to people, `""` when absent.
    public var name: String
    /// E-mail address, `""` when absent.
    public var email: String
    /// GitHub account, `""` when absent.
    public var github: String
    /// The number of the GitHub account, nil when absent.
    public var githubId: Int64?

    /// A person; what is not known is `""` or nil.
    public init(name: String, email: String = "", github: String = "", githubId: Int64? = nil) {
        self.name = name
        self.email = email
        self.github = github
        self.githubId = githubId
    }
}
