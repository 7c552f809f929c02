/// The topic leg (`LexicalLeg` says what a leg is): well-known things of the kind that the query, or a part of it,
/// names.
///
/// Every subset of the query's words is looked up as a topic; the one that carries most of the query's weight counts.
/// Topics are sorted, and so are the words of each: a subset is looked up among the topics that begin with the words
/// before, and where nothing begins so, no larger subset is tried.
struct TopicLeg {
    private let index: SearchIndex
    private let profile: RankingProfile
    private let bonus: Float
    private let words: [Word]

    private struct Word {
        var stem: [UInt8]
        var weight: Float
        /// Its place in the query.
        var place: Int
    }

    init(_ lexical: LexicalLeg, _ index: SearchIndex, _ profile: RankingProfile) {
        self.index = index
        self.profile = profile
        bonus = lexical.isSentence ? profile.sentenceTopicBonus : profile.topicBonus
        let total = Float(max(lexical.maximum, 1))
        words = lexical.words.prefix(Self.maximumWords).enumerated().compactMap { place, word in
            TopicKey.stems([word.text]).first.map { Word(stem: $0, weight: Float(word.maximum) / total, place: place) }
        }.sorted { $0.stem.lexicographicallyPrecedes($1.stem) }
    }

    /// More words than this no kind of software has.
    private static let maximumWords = 7

    func run(_ scratch: Scratch) {
        guard !words.isEmpty else { return }
        let topics = index.names.range(prefix: [TopicKey.marker])
        let special = words.filter { !TopicKey.isGeneric($0.stem) }
        let generic = words.filter { TopicKey.isGeneric($0.stem) }
        // Beside two words that say something, generic ones are not part of a topic, but count as named by it.
        visit(special, topics, [TopicKey.marker], []) { chosen, name in
            if chosen.count > 1 { mark(name, chosen + generic, scratch) }
        }
        // One word alone may be what the tools, the software or the system of a topic is for.
        if words.count == 1, let word = special.first {
            for stem in TopicKey.genericStems {
                let key =
                    [TopicKey.marker]
                    + [word.stem, stem].sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0x20])
                if let name = index.names.index(of: Array(key)) { mark(name, [word], scratch) }
            }
        }
        // Otherwise they are part of it.
        for one in [nil] + special.map(Optional.some) {
            let candidates = (generic + (one.map { [$0] } ?? []))
                .sorted { $0.stem.lexicographicallyPrecedes($1.stem) }
            visit(candidates, topics, [TopicKey.marker], []) { chosen, name in
                if one == nil || chosen.contains(where: { $0.place == one?.place }) { mark(name, chosen, scratch) }
            }
        }
    }

    /// Calls `body` with every topic that consists of some of `words` after `key`, which names `chosen`.
    private func visit(
        _ words: [Word], _ range: Range<Int>, _ key: [UInt8], _ chosen: [Word], _ body: ([Word], Int) -> Void
    ) {
        for (i, word) in words.enumerated() {
            let longer = key + (chosen.isEmpty ? [] : [0x20]) + word.stem
            let within = longer.withUnsafeBytes { index.names.keys.range(prefix: $0, in: range) }
            guard let first = within.first else { continue }
            let more = chosen + [word]
            if index.names[first].count == longer.count { body(more, first) }
            if i + 1 < words.count { visit(Array(words[(i + 1)...]), within, longer, more, body) }
        }
    }

    private func mark(_ name: Int, _ words: [Word], _ scratch: Scratch) {
        var share: Float = 0
        for word in words.sorted(by: { $0.place < $1.place }) { share += word.weight }
        index.names.forEach(name) { entry in
            guard entry.document < index.documentCount else { return }
            scratch.mark(entry.document, topic: bonus * share * profile.rankFactor(entry.rank))
        }
    }
}
