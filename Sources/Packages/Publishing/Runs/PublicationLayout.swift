/// Where a publication's objects are in a store.
public struct PublicationLayout: Sendable, Equatable {
    /// What the keys of run folders and of `latest.json` begin with: empty, or a path that ends with a slash.
    public let prefix: String
    /// The keys of artifacts for readers that follow no pointer, by the artifact's name; other artifacts have theirs
    /// beside `latest.json`.
    public var aliases: [String: String]

    /// The layout in a folder of a store, `""` for its root; slashes at the ends do not matter.
    public init(folder: String, aliases: [String: String] = [:]) {
        let path = folder.split(separator: "/").joined(separator: "/")
        prefix = path.isEmpty ? "" : path + "/"
        self.aliases = aliases
    }

    /// The key of the pointer.
    public var latestKey: String { prefix + LatestPointer.name }
    /// What the keys of a run begin with.
    public func folder(of run: String) -> String { "\(prefix)\(run)/" }
    /// The key under which an artifact can be fetched without following the pointer.
    public func alias(of name: String) -> String { aliases[name] ?? prefix + name }

    /// The run in whose folder a key is, nil for other keys.
    public func run(of key: String) -> String? {
        guard key.hasPrefix(prefix) else { return nil }
        let rest = key.dropFirst(prefix.count)
        guard let slash = rest.firstIndex(of: "/"), RunID.isValid(rest[..<slash]) else { return nil }
        return String(rest[..<slash])
    }
}
