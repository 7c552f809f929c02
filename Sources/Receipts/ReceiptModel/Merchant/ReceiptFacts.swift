import Basics

/// What a receipt says about where it is from.
public struct ReceiptFacts: Sendable, Hashable {
    /// The telephone numbers on it, ten digits each, from the top, each once.
    public var phones: [String]
    /// Its address, normalised; nil where none was recognised.
    public var address: String?
    /// The lines that are not noise, from the top.
    public var lines: [Line]
    /// The town that it names together with its state.
    public var town: (city: String, state: String)? { place.map { ($0.city, $0.state) } }

    private var place: USState.Place?
    private var states: Set<String>
    private var tokens: Set<String>

    /// A line with what was recognised in it.
    public struct Line: Sendable, Hashable {
        /// The line's number on its receipt.
        public var number: Int
        /// What is written there.
        public var text: String
        /// Whether a telephone number was recognised in it.
        public var hasPhone: Bool
        /// Whether a part of an address was.
        public var hasAddress: Bool
    }

    /// What the rows of a receipt say.
    public init(_ rows: ReceiptRows) {
        let words = Dictionary(grouping: rows.words, by: \.line).mapValues { $0.sorted { $0.word < $1.word } }
        let ordered = rows.linesFromTop
        lines = ordered.filter { !$0.isNoise }.map { line in
            let own = words[line.line] ?? []
            return Line(
                number: line.line, text: line.text,
                hasPhone: own.values(of: "phone").contains { PhoneNumber.normalized($0) != nil },
                hasAddress: !own.values(of: "address").isEmpty)
        }
        let fromTop = ordered.flatMap { words[$0.line] ?? [] }
        // Words whose line has no row of its own are the receipt's all the same.
        let known = Set(ordered.map(\.line))
        let all = fromTop + rows.words.filter { !known.contains($0.line) }
        phones = all.values(of: "phone").compactMap(PhoneNumber.normalized).removingDuplicates()
        address = StreetAddress.ofReceipt(rows.words.values(of: "address"))
        let texts = ordered.map(\.text) + all.values(of: "address").removingDuplicates()
        let places = texts.flatMap(USState.places)
        place = places.first { !$0.city.isEmpty }
        states = Set(places.map(\.state))
        tokens = Set((texts + rows.words.map(\.text)).flatMap(NameMatch.tokens))
    }

    /// The share of a name's telling words that the receipt has, from 0 to 1; 0 for a name without any.
    public func matchRatio(_ name: String) -> Double {
        let words = NameMatch.distinctive(name)
        return words.isEmpty ? 0 : Double(words.count { tokens.contains($0) }) / Double(words.count)
    }

    /// Whether the receipt has the first telling word of a name, which is the shop's own: what follows may be the mall's or the
    /// town's, and the neighbours there have it as well.
    func hasLeadingWord(of name: String) -> Bool { NameMatch.distinctive(name).first.map(tokens.contains) ?? false }

    /// Whether the receipt names a state and an address names others only.
    public func contradicts(address: String?) -> Bool {
        guard !states.isEmpty, let address else { return false }
        let named = USState.places(in: address).map(\.state)
        return !named.isEmpty && states.isDisjoint(with: named)
    }
}
