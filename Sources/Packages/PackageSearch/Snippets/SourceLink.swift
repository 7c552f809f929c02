/// The page of a package's source file in the repository of nixpkgs.
enum SourceLink {
    /// `pkgs/by-name/ri/ripgrep/package.nix:12` as a page of the commit or branch `reference`, of `master` where that is
    /// nil; nil for what is not a file of the repository.
    static func address(position: String, reference: String?) -> String? {
        let parts = position.split(separator: ":", maxSplits: 1)
        guard let path = parts.first, path.contains("/"), !path.hasPrefix("/"), !path.contains("..") else { return nil }
        let safe = path.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !"\"<>\\^`{|}?#%".utf8.contains(byte)
        }
        guard safe else { return nil }
        let line = parts.count > 1 && parts[1].utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? "#L\(parts[1])" : ""
        let named = reference.map { isCommit($0) || isBranch($0) } ?? false
        return "https://github.com/NixOS/nixpkgs/blob/\(named ? reference ?? "" : "master")/\(path)\(line)"
    }

    /// Whether the text could be a commit, in full or abbreviated.
    static func isCommit(_ text: String) -> Bool {
        text.utf8.count >= 7 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Whether the text names a branch of nixpkgs: one of those that channels follow, or that releases are made from.
    static func isBranch(_ text: String) -> Bool {
        if ["master", "staging", "staging-next"].contains(text) { return true }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1, ["nixos", "nixpkgs", "release", "staging"].contains(parts[0]) else { return false }
        let release = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        let isRelease = release.count == 2 && release.allSatisfy { $0.count == 2 && $0.utf8.allSatisfy(isDigit) }
        guard isRelease || parts[1] == "unstable" && parts[0].hasPrefix("nix") else { return false }
        return parts.count == 2 || parts.count == 3 && ["small", "darwin", "aarch64"].contains(parts[2])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension BuildInfo {
    /// The commit of nixpkgs, or else its branch: where links to sources lead; nil where neither is known.
    public var nixpkgsReference: String? {
        nixpkgsRevision.flatMap { SourceLink.isCommit($0) ? $0 : nil }
            ?? nixpkgsChannel.flatMap { SourceLink.isBranch($0) ? $0 : nil }
    }
}
