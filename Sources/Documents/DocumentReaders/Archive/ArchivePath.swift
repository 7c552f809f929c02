import Basics

/// Names of an archive's entries, as entries refer to each other.
enum ArchivePath {
    /// The entry that `reference` means within the entry `base`; a fragment is left out. Nil where it leads out of the
    /// archive or nowhere.
    static func resolve(_ reference: String, from base: String) -> String? {
        let path = reference.prefix { $0 != "#" && $0 != "?" }
        guard !path.isEmpty, !path.contains("\\"), !path.contains(":") else { return nil }
        var segments = path.hasPrefix("/") ? [] : base.split(separator: "/", omittingEmptySubsequences: true).dropLast()
        for segment in path.split(separator: "/", omittingEmptySubsequences: true) where segment != "." {
            if segment != ".." {
                segments.append(segment)
            } else if segments.popLast() == nil {
                return nil
            }
        }
        return segments.isEmpty ? nil : segments.joined(separator: "/")
    }

    /// The extension of a name in small letters; empty where it has none that could be one.
    static func fileExtension(of name: String) -> String {
        let last = name.split(separator: "/").last ?? ""
        guard let dot = last.lastIndex(of: ".") else { return "" }
        let found = last[last.index(after: dot)...].lowercased()
        return found.utf8.count <= 8 && found.utf8.allSatisfy(isLetterOrDigit) ? found : ""
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
