/// What stands behind the last dot of a file's name.
enum FileExtension {
    /// The extension of the file at `path` in small letters; empty where it has none that could be one.
    static func of(_ path: String) -> String {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return "" }
        let found = name[name.index(after: dot)...].lowercased()
        return isOne(found.utf8) ? found : ""
    }

    /// Whether `bytes` could be one: at most eight digits and small letters.
    static func isOne(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.count <= 8 && bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    }
}
