import Basics
import Logging

/// Which source to read, as `--source` and `FDNIX_SOURCE` name it.
public enum SourceChoice: Sendable, Equatable {
    /// The best there is: the document named, `nix-env`, the channel, the sample.
    case automatic
    /// The `packages.json.br` that a channel publishes.
    case channel
    /// The output of `nix-env`, which is run for it.
    case nixEnv
    /// A document on standard input.
    case standardInput
    /// A `packages.json` or saved `nix-env` output at a path or address; nil: the one named by `--packages`.
    case document(String?)
    /// The sample that ships with the program.
    case sample
    /// Output of `nix-eval-jobs` in a file.
    case nixEvalJobs(String)

    /// Understands `auto`, `channel`, `nix-env`, `stdin`, `file`, `packages-json:PLACE` and `nix-eval-jobs:PATH`.
    public init(_ text: String) throws {
        switch text {
        case "auto", "": self = .automatic
        case "channel": self = .channel
        case "nix-env": self = .nixEnv
        case "stdin": self = .standardInput
        case "file": self = .document(nil)
        case "sample": self = .sample
        default:
            if let place = text.suffix(after: "packages-json:") {
                self = .document(place)
            } else if let path = text.suffix(after: "nix-eval-jobs:") {
                self = .nixEvalJobs(path)
            } else {
                throw FdnixError(
                    .usage,
                    "unknown source \"\(text)\"; use auto, channel, nix-env, file, stdin, sample, "
                        + "packages-json:PATH-OR-URL or nix-eval-jobs:PATH")
            }
        }
    }
}

/// Everything needed to make a source from a choice.
public struct SourceOptions: Sendable {
    /// A path, an address, or `-` for standard input.
    public var packages: String?
    /// The channel asked for, nil for the default one.
    public var channel: String?
    /// Where channels are published.
    public var channelServer = "https://channels.nixos.org"
    /// What `nix-env -f` gets: a path or the address of a tarball.
    public var nixpkgs = "https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz"
    /// The commit of nixpkgs to record, nil to find it out.
    public var revision: String?
    /// Where unfinished downloads wait.
    public var cacheDirectory = ".fdnix/downloads"
    /// The bytes of the document that ships with the program; empty for none.
    public var sample: [UInt8] = []
    /// The program `nix-env`, by name or path.
    public var nixEnvExecutable = "nix-env"
    /// How often and how long `nix-env` is tried.
    public var nixEnvLimits = NixEnvSource.Limits()
    /// How patient downloads are.
    public var downloadLimits = Downloader.Limits()
    /// Takes the warnings of sources, and what `nix-env` says.
    public var logger = Logger(label: "fdnix.nixpkgs-extractor")

    /// The public channel server and nothing else; the caller sets what it knows.
    public init() {}

    var downloader: Downloader {
        Downloader(cacheDirectory: cacheDirectory, limits: downloadLimits, logger: logger)
    }

    /// The document at a path, an address, or `-`.
    func document(_ place: String) throws -> any PackageSource {
        if place == "-" { return StandardInputSource(revision: revision) }
        if place.hasPrefix("https://") || place.hasPrefix("http://") {
            return URLSource(url: place, downloader: downloader, channel: channel, revision: revision)
        }
        if place.hasPrefix("s3://") {
            throw FdnixError(.usage, "\(place) must be downloaded first; pass the file with --packages")
        }
        return FileSource(path: place, revision: revision)
    }

    var bundledSample: MemorySource { MemorySource(bytes: sample, description: "bundled sample") }

    var channelSource: URLSource {
        get throws {
            try URLSource(
                channel: channel ?? AutomaticSource.defaultChannel, server: channelServer, downloader: downloader,
                revision: revision)
        }
    }

    var nixEnv: NixEnvSource {
        NixEnvSource(
            nixpkgs: nixpkgs, executable: nixEnvExecutable, limits: nixEnvLimits, revision: revision, logger: logger)
    }
}

extension SourceChoice {
    /// The source that is chosen. Throws `usage` where it needs an option that is not there.
    public func source(_ options: SourceOptions) throws -> any PackageSource {
        switch self {
        case .automatic:
            if let packages = options.packages { return try options.document(packages) }
            return AutomaticSource(options: options)
        case .channel:
            return try options.channelSource
        case .nixEnv: return options.nixEnv
        case .standardInput: return StandardInputSource(revision: options.revision)
        case .sample: return options.bundledSample
        case .nixEvalJobs(let path): return NixEvalJobsSource(path: path, revision: options.revision)
        case .document(let place):
            guard let place = place ?? options.packages else {
                throw FdnixError(.usage, "the source \"file\" needs --packages FILE")
            }
            return try options.document(place)
        }
    }
}

extension String {
    /// What follows `prefix`, nil when there is no such prefix or nothing follows.
    fileprivate func suffix(after prefix: String) -> String? {
        guard hasPrefix(prefix), utf8.count > prefix.utf8.count else { return nil }
        return String(dropFirst(prefix.count))
    }
}
