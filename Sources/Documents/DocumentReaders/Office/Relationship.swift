/// One reference of a part to another.
struct Relationship {
    /// The URI of its kind, which ends with a word that both forms of the standard share.
    let type: String
    /// The part it leads to, by its name in the archive.
    let part: String

    func isKind(_ word: String) -> Bool { type.hasSuffix("/\(word)") }
}
