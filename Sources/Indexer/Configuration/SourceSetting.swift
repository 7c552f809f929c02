import Basics

/// Where packages come from, as `FDNIX_SOURCE` says it.
public enum SourceSetting: Sendable, Equatable {
    /// `nix-env` where installed, else the channel, else the bundled sample.
    case auto(channel: String)
    /// The packages.json a channel publishes.
    case channel(String)
    /// `nix-env -f NIXPKGS`.
    case nixEnv(nixpkgs: String)
    /// A file or URL of either JSON shape.
    case document(String)
    /// Either JSON shape on standard input.
    case standardInput
    /// The output of nix-eval-jobs, a file.
    case evalJobs(String)
    /// The bundled sample.
    case sample

    init(_ settings: inout Settings) {
        let channel = settings.string("FDNIX_CHANNEL") ?? "nixos-unstable"
        let setting = settings.string("FDNIX_SOURCE") ?? "auto"
        let nixpkgs =
            settings.string("FDNIX_NIXPKGS") ?? "https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz"
        func rest(_ prefix: String) -> String { String(setting.dropFirst(prefix.count)) }
        if setting == "auto" {
            self = .auto(channel: channel)
        } else if setting == "channel" {
            self = .channel(channel)
        } else if setting == "nix-env" {
            self = .nixEnv(nixpkgs: nixpkgs)
        } else if setting == "stdin" || setting == "packages-json:-" {
            self = .standardInput
        } else if setting == "sample" {
            self = .sample
        } else if setting.hasPrefix("packages-json:"), !rest("packages-json:").isEmpty {
            self = .document(rest("packages-json:"))
        } else if setting.hasPrefix("nix-eval-jobs:"), !rest("nix-eval-jobs:").isEmpty {
            self = .evalJobs(rest("nix-eval-jobs:"))
        } else {
            self = .sample
            settings.problem(
                "FDNIX_SOURCE is \"\(setting)\": use auto, channel, nix-env, stdin, sample, packages-json:FILE|URL or nix-eval-jobs:FILE"
            )
        }
    }
}
