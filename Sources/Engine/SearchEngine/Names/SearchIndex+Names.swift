import Basics
import Text

/// Documents by their names, for applications that read more in a query than its words.
extension SearchIndex {
    /// A document that bears a name, and how.
    public struct NamedDocument: Sendable {
        /// The document's number in the index.
        public var document: Int
        /// How the name and the document's own names meet.
        public var match: NameMatch
    }

    /// The documents that `name` names: exactly, with other separators, or by what people call them; in document order.
    public func documents(named name: String) -> [NamedDocument] {
        guard let number = names.index(of: NameTokenizer.key(name)) else { return [] }
        let folded = Folding.fold(name)
        var found: [NamedDocument] = []
        names.forEach(number) { entry in
            guard entry.document < documentCount else { return }
            let match = match(entry, folded)
            if match != .none { found.append(NamedDocument(document: entry.document, match: match)) }
        }
        return found
    }

    /// The documents whose key is `prefix` with a number behind it, separators aside (`go_1_26` for `go`): about `limit`
    /// of them at most, in the order of their keys.
    public func documents(withNumberedKey prefix: String, limit: Int) -> [Int] {
        let key = NameTokenizer.key(prefix)
        guard !key.isEmpty else { return [] }
        var found: [Int] = []
        for digit in UInt8(ascii: "0")...UInt8(ascii: "9") {
            for name in names.range(prefix: key + [digit]) {
                guard names[name].dropFirst(key.count).allSatisfy(Bytes.isDigit) else { continue }
                names.forEach(name) { entry in
                    guard entry.kinds & NameKind.key.bit != 0, entry.document < documentCount else { return }
                    found.append(entry.document)
                }
                if found.count >= limit { return found }
            }
        }
        return found
    }

    /// Whether some text or name of the index has a word, in any case.
    public func hasWord(_ word: String) -> Bool { Folding.fold(word).withUnsafeBytes { terms.index(of: $0) } != nil }

    /// Exact when one of the document's names is the text letter by letter (in any case), else joined or alias.
    func match(_ entry: NameTable.Entry, _ folded: [UInt8]) -> NameMatch {
        func isText(_ field: Int) -> Bool { Folding.fold(stored(entry.document, field)) == folded }
        if entry.kinds & NameKind.key.bit != 0, isText(schema.names.key) { return .key }
        if entry.kinds & NameKind.name.bit != 0, isText(schema.names.name) { return .name }
        if entry.kinds & NameKind.program.bit != 0 {
            let programs = stored(entry.document, schema.names.programs).split(separator: " ")
            if isText(schema.names.program) || programs.contains(where: { Folding.fold(String($0)) == folded }) {
                return .program
            }
        }
        let own = NameKind.key.bit | NameKind.name.bit | NameKind.program.bit | NameKind.lastSegment.bit
        if entry.kinds & own != 0 { return .joined }
        return entry.kinds & NameKind.alias.bit != 0 ? .alias : .none
    }
}
