/// `meta.position`: a file and a line (`pkgs/by-name/he/hello/package.nix:43`), below whatever folder nixpkgs was in.
enum Position {
    /// The position from the root of its nixpkgs tree on; itself where it lies in no such tree.
    static func withoutFolder(_ position: String) -> String {
        if position.hasPrefix("pkgs/") { return position }
        let segments = position.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count > 1, let root = root(of: segments), root > 0 else { return position }
        return segments[root...].joined(separator: "/")
    }

    /// Whether the position tells of a folder of the machine that evaluated nixpkgs.
    static func isLocal(_ position: String) -> Bool { position.first.map { "/~.".contains($0) } ?? false }

    /// The place of the first segment below the tree; several can look like it: `channels/nixos/pkgs/development/lib`.
    private static func root(of segments: [Substring]) -> Int? {
        let places = segments.indices.dropLast()
        func fits(_ place: Int) -> Bool { Self.fits(segments[place], before: segments[place + 1]) }
        // What is directly below a store path, or is not absolute, stands at the root already.
        if let first = segments.first, !first.isEmpty, first == "maintainers" || first == "doc" || fits(0) { return 0 }
        let isStored = segments.starts(with: ["", "nix", "store"]) && segments.count > 5
        if isStored, segments[4] == "pkgs" || fits(4) { return 4 }
        for name in ["pkgs", "nixos", "lib"] {
            let fitting = places.last { place in
                // The folder of a channel has the channel's name, which is not that of a folder of nixpkgs.
                segments[place] == name && fits(place) && !(place > 0 && segments[place - 1] == "channels")
            }
            if let fitting { return fitting }
        }
        return places.last { $0 > 0 && segments[$0] == "pkgs" && isTree(segments[$0 - 1]) }
    }

    /// Whether a folder of this name could be a copy of nixpkgs.
    private static func isTree(_ name: Substring) -> Bool {
        name == "source" || name.hasSuffix("-source") || name == "nixos" || name.hasPrefix("nixpkgs")
    }

    /// Whether `folder`, one of nixpkgs' root, has `child` in it.
    private static func fits(_ folder: Substring, before child: Substring) -> Bool {
        let isFile = child.contains(".nix")
        return switch folder {
        case "pkgs": packageFolders.contains(child)
        case "nixos": systemFolders.contains(child) || isFile
        case "lib": libraryFolders.contains(child) || isFile
        default: false
        }
    }

    private static let packageFolders: Set<Substring> = [
        "applications", "build-support", "by-name", "common-updater", "data", "desktops", "development", "games", "kde",
        "misc", "os-specific", "pkgs-lib", "servers", "shells", "stdenv", "test", "tools", "top-level",
    ]
    private static let systemFolders: Set<Substring> = ["doc", "lib", "maintainers", "modules", "tests"]
    private static let libraryFolders: Set<Substring> = [
        "fileset", "kernel", "licenses", "network", "path", "services", "systems", "tests",
    ]
}

extension Package {
    /// The position for everybody to see: `""` where it is a file outside nixpkgs, on the machine that evaluated it.
    public var publicPosition: String { Position.isLocal(position) ? "" : position }
}
