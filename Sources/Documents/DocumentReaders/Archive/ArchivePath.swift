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
}
