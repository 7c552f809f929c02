/// Attribute paths: dots separate the segments, except inside quotes (`rubyPackages."http_parser.rb"`).
public enum AttributePath {
    /// The segments, quotes removed.
    public static func segments(_ path: String) -> [String] {
        if !path.utf8.contains(UInt8(ascii: "\"")) {
            return path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        }
        var segments: [String] = []
        var current = String.UnicodeScalarView()
        var isQuoted = false
        var isEscaped = false
        for scalar in path.unicodeScalars {
            if isEscaped {
                current.append(scalar)
                isEscaped = false
                continue
            }
            switch scalar {
            case "\\" where isQuoted: isEscaped = true
            case "\"": isQuoted.toggle()
            case "." where !isQuoted:
                segments.append(String(current))
                current = .init()
            default: current.append(scalar)
            }
        }
        segments.append(String(current))
        return segments
    }

    /// The path without one leading `nixpkgs.` or `nixos.`.
    static func withoutChannel(_ path: String) -> String {
        for prefix in ["nixpkgs.", "nixos."] where path.hasPrefix(prefix) {
            return String(path.dropFirst(prefix.count))
        }
        return path
    }

    /// Segments joined to a path; those that are no Nix identifiers are quoted.
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
