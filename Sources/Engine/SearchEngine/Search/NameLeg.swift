import Basics
import Text

/// The name leg (`LexicalLeg` says what a leg is): documents whose names are the query, or nearly so.
struct NameLeg {
    private let profile: RankingProfile
    private let index: SearchIndex
    private let leading: [Int]
    private let alternativeTo: [UInt8]
    private let key: [UInt8]
    private let folded: [UInt8]
    private let isSingleWord: Bool

    init(_ request: SearchRequest, _ index: SearchIndex, _ profile: RankingProfile) {
        self.index = index
        self.profile = profile
        let text = request.query.text
        leading = request.leading.filter { $0 >= 0 && $0 < index.documentCount }
        alternativeTo = request.alternativeTo.map(NameTokenizer.key) ?? []
        key = NameTokenizer.key(text)
        folded = Folding.fold(text)
        isSingleWord = !text.contains(where: \.isWhitespace)
    }

    /// Marks exact, joined and known names; then prefixes of a one-word query; then, when nothing matched
    /// and the query has a word that nothing else has, typos.
    func run(_ scratch: Scratch, hasUnknownWord: Bool) {
        markLeading(scratch)
        markAlternatives(scratch)
        guard !key.isEmpty, key.count <= NameTable.maximumLength else { return }
        var found = markSame(scratch)
        if isSingleWord { found = markPrefixes(scratch, hasExact: found) || found }
        if !found && hasUnknownWord { markTypos(scratch) }
    }

    private func markLeading(_ scratch: Scratch) {
        for (place, document) in leading.enumerated() {
            scratch.mark(document, .leading, Ranking.tierStep * Float(leading.count - place))
        }
    }

    private func markAlternatives(_ scratch: Scratch) {
        guard !alternativeTo.isEmpty, let name = index.names.index(of: alternativeTo) else { return }
        forEach(name) { entry in
            guard entry.kinds & NameKind.alternative.bit != 0 else { return }
            scratch.mark(entry.document, .alternative, profile.alternativeBonus * profile.rankFactor(entry.rank))
        }
    }

    private func markSame(_ scratch: Scratch) -> Bool {
        guard let name = index.names.index(of: key) else { return false }
        var found = false
        forEach(name) { entry in
            let match = index.match(entry, folded)
            guard match != .none else { return }
            found = true
            let bonus: Float =
                switch match {
                case .name where isNested(entry.document): profile.nestedNameBonus
                case .program where isNested(entry.document): profile.nestedProgramBonus
                case .joined: profile.joinedBonus * nestedFactor(entry.document)
                case .alias: profile.aliasBonus * profile.rankFactor(entry.rank)
                default: 0
                }
            scratch.mark(entry.document, match, bonus)
        }
        return found
    }

    /// Names that begin with the query: the more of the name was typed, the better.
    private func markPrefixes(_ scratch: Scratch, hasExact: Bool) -> Bool {
        var found = false
        let bonus = profile.prefixBonus * (hasExact ? profile.prefixBesideExact : 1)
        for name in index.names.range(prefix: key) {
            let length = index.names[name].count
            guard length > key.count else { continue }
            let typed = Float(key.count) / Float(length)
            let share = profile.prefixShareFloor + (1 - profile.prefixShareFloor) * typed
            forEach(name) { entry in
                guard Self.isCalled(entry) else { return }
                found = true
                // What is being typed is more often the name of something well known.
                let likelihood = profile.prefixPriorFloor + (1 - profile.prefixPriorFloor) * prior(entry.document)
                scratch.mark(entry.document, .prefix, bonus * share * likelihood * nestedFactor(entry.document))
            }
        }
        return found
    }

    private func markTypos(_ scratch: Scratch) {
        let limit = FuzzyMatcher.allowed(length: key.count)
        var near = names(within: limit)
        // Better two edits away than nowhere, where that leaves most of the word.
        if near.isEmpty, limit == 1, key.count >= 6, isSingleWord { near = names(within: 2) }
        for (name, distance) in near {
            forEach(name) { entry in
                guard Self.isCalled(entry) else { return }
                let bonus = profile.typoBonus * (distance < 2 ? 1 : 0.5) * nestedFactor(entry.document)
                scratch.mark(entry.document, .typo, bonus)
            }
        }
    }

    /// The names at most `limit` edits away, the first letter kept.
    private func names(within limit: Int) -> [(name: Int, distance: Int)] {
        guard limit > 0, key.count <= FuzzyMatcher.maximumLength, let first = key.first else { return [] }
        var matcher = FuzzyMatcher(key, limit: limit)
        var found: [(name: Int, distance: Int)] = []
        matcher.forEachMatch(in: index.names.keys, index.names.range(prefix: [first])) { found.append(($0, $1)) }
        return found
    }

    /// Whether a name is the document's own or an alias; what it stands in for is neither.
    private static func isCalled(_ entry: NameTable.Entry) -> Bool {
        entry.kinds & ~(NameKind.alternative.bit | NameKind.topic.bit) != 0
    }

    private func forEach(_ name: Int, _ body: (NameTable.Entry) -> Void) {
        index.names.forEach(name) { if $0.document < index.documentCount { body($0) } }
    }

    private func prior(_ document: Int) -> Float { Float(index.prior(of: document)) / 255 }

    private func nestedFactor(_ document: Int) -> Float {
        isNested(document) ? profile.nestedFactor : 1
    }

    private func isNested(_ document: Int) -> Bool { index.flags[document] & index.schema.nestedFlag != 0 }
}
