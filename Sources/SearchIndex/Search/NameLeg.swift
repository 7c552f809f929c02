import Basics
import Text

/// The name leg: documents whose names are the query, or nearly so.
struct NameLeg {
    private let profile: RankingProfile
    private let index: SearchIndex
    private let key: [UInt8]
    private let folded: [UInt8]

    init(_ query: Query, _ index: SearchIndex, _ profile: RankingProfile) {
        self.index = index
        self.profile = profile
        key = NameTokenizer.key(query.text)
        folded = Folding.fold(query.text)
    }

    /// Marks exact, joined and alias matches; then prefixes of a one-word query; then, when nothing matched at
    /// all, typos.
    func run(_ scratch: inout Scratch, isSingleWord: Bool) {
        guard !key.isEmpty, key.count <= NameTable.maximumLength else { return }
        var found = false
        if let name = index.names.index(of: key) {
            index.names.forEach(name) { entry in
                guard entry.document < index.documentCount else { return }
                mark(entry.document, exactMatch(entry), 1, &scratch)
                found = true
            }
        }
        if isSingleWord {
            for name in index.names.range(prefix: key) {
                let share = Float(key.count) / Float(max(index.names[name].count, 1))
                guard share < 1 else { continue }
                index.names.forEach(name) { entry in
                    guard entry.document < index.documentCount else { return }
                    mark(entry.document, .prefix, share, &scratch)
                    found = true
                }
            }
        }
        if !found { typos(&scratch) }
    }

    /// Exact when one of the document's names is the query letter by letter (in any case), else joined or alias.
    private func exactMatch(_ entry: NameTable.Entry) -> NameMatch {
        let fields: [(NameKind, Int, NameMatch)] = [
            (.key, StoredNames.key, .key), (.name, StoredNames.name, .name), (.program, StoredNames.program, .program),
        ]
        for (kind, field, match) in fields where entry.kinds & kind.bit != 0 {
            let stored = String(decoding: index.store.value(entry.document, field), as: UTF8.self)
            if Folding.fold(stored) == folded { return match }
        }
        let joined = NameKind.key.bit | NameKind.name.bit | NameKind.program.bit | NameKind.lastSegment.bit
        return entry.kinds & joined != 0 ? .joined : .alias
    }

    private func typos(_ scratch: inout Scratch) {
        let limit = EditDistance.allowed(length: key.count)
        guard limit > 0, let first = key.first else { return }
        var comparison = EditDistance(key)
        for name in index.names.range(prefix: [first]) {
            guard let distance = comparison.distance(to: index.names[name], limit: limit) else { continue }
            index.names.forEach(name) { entry in
                guard entry.document < index.documentCount else { return }
                mark(entry.document, .typo, distance == 1 ? 1 : 0.5, &scratch)
            }
        }
    }

    private func mark(_ document: Int, _ match: NameMatch, _ share: Float, _ scratch: inout Scratch) {
        let topLevel = Float(index.priors[document]) / 255 >= profile.topLevelPrior
        let nested = topLevel ? 1 : profile.nestedFactor
        let bonus: Float =
            switch match {
            case .key, .name, .program, .none: 0
            case .joined: profile.joinedBonus * nested
            case .alias: profile.aliasBonus
            case .prefix: profile.prefixBonus * share * nested
            case .typo: profile.typoBonus * share * nested
            }
        scratch.touch(document)
        if match < scratch.matches[document] {
            scratch.matches[document] = match
            scratch.names[document] = bonus
        } else if match == scratch.matches[document] {
            scratch.names[document] = max(scratch.names[document], bonus)
        }
    }
}

/// Where the names stand among the stored fields: the engine's one demand on the application's schema.
public enum StoredNames {
    /// The document's key.
    public static let key = 0
    /// Its name.
    public static let name = 1
    /// Its main program.
    public static let program = 2
}
