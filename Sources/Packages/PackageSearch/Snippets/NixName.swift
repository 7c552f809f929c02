import Basics

/// Attribute paths as Nix and shells read them. They come from metadata, and people paste what is made of them into
/// terminals, so anything unusual is quoted; `nix.js` does the same.
public struct NixName: Sendable, Equatable {
    /// The path as a Nix expression: `nodePackages."@angular/cli"`.
    public let expression: String

    /// The expression of an attribute path as the index has it, with or without quotes.
    public init(_ attributePath: String) {
        expression = DottedPath.segments(attributePath).map(Self.quotedIfNeeded).joined(separator: ".")
    }

    private static func quotedIfNeeded(_ segment: String) -> String {
        let isIdentifier =
            segment.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "_") } ?? false
            && segment.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "_-'".utf8.contains($0) }
        if isIdentifier, !keywords.contains(segment) { return segment }
        var quoted = "\""
        for scalar in segment.unicodeScalars {
            switch scalar {
            case "\\", "\"", "$": quoted += "\\\(scalar)"
            // A line break would end a shell's line, an escape could move its cursor.
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": quoted += "\u{FFFD}"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }

    private static let keywords: Set<String> = [
        "assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with",
    ]

    /// A word as a POSIX shell reads it: in single quotes unless every character stands for itself.
    public static func shellWord(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                isLetter(byte) || (0x30...0x39).contains(byte) || "_-+=:,./@%#".utf8.contains(byte)
            }
        if isPlain, !text.hasPrefix("#"), !text.hasPrefix("-") { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
