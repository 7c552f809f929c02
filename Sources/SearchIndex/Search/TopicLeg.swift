/// The topic leg: well-known things of the kind that the query, or a part of it, names.
///
/// Every subset of the query's words is looked up as a topic; the one that carries most of the query's weight counts.
struct TopicLeg {
    private let index: SearchIndex
    private let profile: RankingProfile
    private let words: [(stem: [UInt8], weight: Float)]

    init(_ lexical: LexicalLeg, _ index: SearchIndex, _ profile: RankingProfile) {
        self.index = index
        self.profile = profile
        let total = Float(max(lexical.maximum, 1))
        words = lexical.words.prefix(Self.maximumWords).compactMap { word in
            TopicKey.stems([word.text]).first.map { ($0, Float(word.maximum) / total) }
        }
    }

    /// 2^7 look-ups of a microsecond each are as many as a query is worth.
    private static let maximumWords = 7

    func run(_ scratch: inout Scratch) {
        for subset in 1..<max(1 << words.count, 1) {
            var stems: [[UInt8]] = []
            var share: Float = 0
            for (i, word) in words.enumerated() where subset & 1 << i != 0 {
                stems.append(word.stem)
                share += word.weight
            }
            guard let name = index.names.index(of: TopicKey.key(stems: stems)) else { continue }
            index.names.forEach(name) { entry in
                guard entry.document < index.documentCount else { return }
                let bonus = profile.topicBonus * share * profile.rankFactor(entry.rank)
                scratch.mark(entry.document, .topic, 0)
                scratch.topics[entry.document] = max(scratch.topics[entry.document], bonus)
            }
        }
    }
}
