import Catalog

/// The distinct texts of packages, and which package has which.
struct DistinctTexts {
    private(set) var texts: [String] = []
    /// What vectors of the texts are kept under.
    private(set) var hashes: [String] = []
    /// The packages in the order they were added, with the place of their text.
    private(set) var packages: [(id: String, row: Int)] = []
    private var rows: [String: Int] = [:]

    mutating func add(_ text: String, of package: String) throws { packages.append((package, try row(of: text))) }

    /// The place of a text, which is added where it is not there.
    mutating func row(of text: String) throws -> Int {
        if let row = rows[text] { return row }
        hashes.append(try TextHashes.key(of: text))
        rows[text] = texts.count
        texts.append(text)
        return texts.count - 1
    }
}
