/// What is particular to Nix's attribute paths; `DottedPath` takes them apart.
enum AttributePath {
    /// The path without one leading `nixpkgs.` or `nixos.`.
    static func withoutChannel(_ path: String) -> String {
        for prefix in ["nixpkgs.", "nixos."] where path.hasPrefix(prefix) {
            return String(path.dropFirst(prefix.count))
        }
        return path
    }

    /// Segments joined to a path; those that are not Nix identifiers are quoted.
    static func joined(_ segments: [String]) -> String {
        segments.map { isIdentifier($0) ? $0 : quoted($0) }.joined(separator: ".")
    }

    private static func isIdentifier(_ segment: String) -> Bool {
        guard let first = segment.utf8.first, first != UInt8(ascii: "-"), !(0x30...0x39).contains(first) else {
            return false
        }
        return segment.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39,
                UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "'"):
                true
            default: false
            }
        }
    }

    private static func quoted(_ segment: String) -> String {
        var out = "\""
        for character in segment.unicodeScalars {
            if character == "\"" || character == "\\" { out += "\\" }
            out.unicodeScalars.append(character)
        }
        return out + "\""
    }
}
