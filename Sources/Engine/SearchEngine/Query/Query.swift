import Text

/// A parsed query: words to rank by, phrases that must occur, words that must not, and labelled terms.
public struct Query: Sendable, Equatable {
    /// The text without operators, as typed: what is embedded and compared with names.
    public var text = ""
    /// The folded words of `text`, in order, each once.
    public var words: [[UInt8]] = []
    /// Quoted phrases, as folded words.
    public var phrases: [[[UInt8]]] = []
    /// The folded words that `-word` excludes.
    public var excluded: [[UInt8]] = []
    /// Phrases of `-"two words"`, as folded words.
    public var excludedPhrases: [[[UInt8]]] = []
    /// `label:value` terms whose label the application knows.
    public var labels: [Label] = []

    /// A `label:value` of the text, set apart from its words.
    public struct Label: Sendable, Equatable {
        /// The label, as the application spells it.
        public var name: String
        /// What stood behind the colon, unquoted.
        public var value: String
        /// Whether it stood behind a `-`: what it says must not hold.
        public var isExcluded = false
    }

    /// Whether there is nothing to rank by.
    public var isEmpty: Bool { words.isEmpty && phrases.isEmpty }

    /// Words past this are ignored: nobody means them, and they would only cost time.
    static let maximumWords = 16
    /// Text past this many bytes is ignored.
    static let maximumBytes = 4096

    /// Parses what a person typed; every text is a query, none is an error.
    ///
    /// `"a phrase"` must occur, `-word` must not, `label:value` is set apart for the labels in `labels`; the values of
    /// those in `ranked` are words to rank by, too.
    public init(parsing input: String, labels known: Set<String> = [], ranked: Set<String> = []) {
        var plain: [Substring] = []
        var phraseTexts: [Substring] = []
        for item in Self.items(Self.clipped(input)) {
            switch item {
            case .quoted(let text):
                phraseTexts.append(text)
                plain.append(text)
            case .bare(let text):
                let isExcluded = text.count > 1 && text.first == "-"
                let term = isExcluded ? text.dropFirst() : text
                if let colon = term.firstIndex(of: ":"), known.contains(term[..<colon].lowercased()) {
                    let value = term[term.index(after: colon)...].filter { $0 != "\"" }
                    let name = term[..<colon].lowercased()
                    let label = Label(name: name, value: value, isExcluded: isExcluded)
                    if isExcluded, ranked.contains(name) {
                        excluded += Self.words(Substring(value))
                        continue
                    }
                    if !value.isEmpty, !labels.contains(label), labels.count < Self.maximumWords {
                        labels.append(label)
                    }
                    if ranked.contains(name), !isExcluded { plain.append(Substring(value)) }
                } else if isExcluded, term.first == "\"" {
                    let words = Self.words(term)
                    if words.count > 1 { excludedPhrases.append(words) } else { excluded += words }
                } else if isExcluded, term.first?.isLetter == true {
                    excluded.append(contentsOf: Self.words(term))
                } else {
                    plain.append(text)
                }
            }
        }
        replaceText(by: plain.joined(separator: " "))
        // One word in quotation marks is not a phrase, though `.net` is two terms.
        phrases = phraseTexts.filter { $0.split(whereSeparator: \.isWhitespace).count > 1 || !$0.hasPrefix(".") }
            .map(Self.words).filter { $0.count > 1 }
    }

    /// Looks for another text, by which `text` and `words` are replaced.
    public mutating func replaceText(by text: String) {
        self.text = text
        words = []
        for word in Self.words(text[...]) where !words.contains(word) && words.count < Self.maximumWords {
            words.append(word)
        }
    }

    private enum Item {
        case bare(Substring)
        case quoted(Substring)
    }

    private static func clipped(_ input: String) -> Substring {
        guard input.utf8.count > maximumBytes else { return input[...] }
        return Substring(String(decoding: input.utf8.prefix(maximumBytes), as: UTF8.self))
    }

    /// Cuts at white space; a quote that opens an item runs to its partner, or to the end.
    private static func items(_ input: Substring) -> [Item] {
        var items: [Item] = []
        var rest = input
        while let first = rest.firstIndex(where: { !$0.isWhitespace }) {
            rest = rest[first...]
            if rest.first == "\"" {
                let inner = rest.dropFirst()
                let close = inner.firstIndex(of: "\"") ?? inner.endIndex
                items.append(.quoted(inner[..<close]))
                rest = close == inner.endIndex ? inner[close...] : inner[inner.index(after: close)...]
                continue
            }
            // `label:"two words"` stays one item.
            var inQuotes = false
            let end = rest.firstIndex { character in
                if character == "\"" { inQuotes.toggle() }
                return character.isWhitespace && !inQuotes
            }
            items.append(.bare(rest[..<(end ?? rest.endIndex)]))
            rest = rest[(end ?? rest.endIndex)...]
        }
        return items
    }

    /// The stems of the words of a text: the terms under which prose is indexed.
    public static func terms(_ text: String) -> [[UInt8]] { TopicKey.stems(words(text[...])) }

    /// The folded words of a text, without joined forms: what adjacency is about.
    static func words(_ text: Substring) -> [[UInt8]] {
        var tokens = TokenBuffer()
        ProseTokenizer.tokenize(Folding.fold(String(text)), joined: false, into: &tokens)
        return (0..<tokens.count).map { Array(tokens.bytes[tokens.range($0)]) }
    }
}
