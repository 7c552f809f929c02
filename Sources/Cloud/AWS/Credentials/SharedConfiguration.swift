import Basics
import Settings

/// What a user keeps in `~/.aws`: profiles with regions, endpoints and ways to get keys.
struct SharedConfiguration: Sendable {
    /// The chosen profile: `AWS_PROFILE`, else `default`.
    let profileName: String
    /// Whether the user named a profile, so that it must be there.
    let isProfileNamed: Bool
    private let config: ProfileFile
    private let credentials: ProfileFile

    /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, else those in `~/.aws`; files that
    /// are not there count as empty. Throws `io` where one is there and cannot be read.
    init(environment: [String: String]) throws {
        let settings = Settings(environment)
        func read(_ path: String?) throws -> ProfileFile {
            guard let path, FileSystem.exists(path) else { return ProfileFile("") }
            return ProfileFile(String(decoding: try FileSystem.read(path), as: UTF8.self))
        }
        let home = settings.string("HOME").map { "\($0)/.aws" }
        profileName = settings.string("AWS_PROFILE") ?? "default"
        isProfileNamed = settings.string("AWS_PROFILE") != nil
        config = try read(settings.string("AWS_CONFIG_FILE") ?? home.map { "\($0)/config" })
        credentials = try read(settings.string("AWS_SHARED_CREDENTIALS_FILE") ?? home.map { "\($0)/credentials" })
    }

    /// The settings of a profile in both files; keys in `credentials` win, as it holds nothing else.
    func profile(_ name: String) -> [String: String]? {
        guard let long = config[profile: name] else { return credentials[profile: name] }
        return long.merging(credentials[profile: name] ?? [:]) { $1 }
    }

    /// A setting of the chosen profile, nil where it is missing or empty.
    func setting(_ name: String) -> String? {
        profile(profileName)?[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A service's setting in the `services` section that the chosen profile names.
    func setting(_ name: String, of service: String) -> String? {
        setting("services").flatMap { config.sections["services \($0)"]?["\(service).\(name)"] }
    }
}
