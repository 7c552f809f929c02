import PackageSearch
import SearchIndex

/// Lays the knowledge files over documents at build time: programs, names, alternatives, kinds.
struct AppliedKnowledge {
    private struct Facts {
        var programs: [String] = []
        var knownAs: [(kind: NameKind, text: String, rank: Int)] = []
        /// The best place in any list.
        var rank = Int.max
    }
    private var facts: [String: Facts] = [:]

    init() throws {
        for entry in try KnowledgeTable(.programs).entries {
            for target in entry.targets { facts[target, default: Facts()].programs.append(entry.key) }
        }
        add(try KnowledgeTable(.aliases), .alias) { [$0.key] }
        add(try KnowledgeTable(.alternatives), .alternative) { [$0.key] }
        add(try KnowledgeTable(.kinds), .topic) { entry in
            [entry.key] + entry.columns[0].split(separator: ";").map { String($0) }
        }
    }

    private mutating func add(
        _ table: KnowledgeTable, _ kind: NameKind, _ wordings: (KnowledgeTable.Entry) -> [String]
    ) {
        for entry in table.entries {
            for (rank, target) in entry.targets.enumerated() {
                for wording in wordings(entry) {
                    facts[target, default: Facts()].knownAs.append((kind, wording, rank))
                }
                facts[target, default: Facts()].rank = min(facts[target]?.rank ?? .max, rank)
            }
        }
    }

    /// Adds what is known of a document, and that it is known at all.
    func apply(to document: inout IndexDocument) {
        guard let facts = facts[document.key] else { return }
        let programs = facts.programs.filter { $0 != document.texts[.program] }
        document.names += programs.map { (.program, $0) }
        document.stored[StoredNames.programs] = .inline(programs.joined(separator: " "))
        document.texts[.program] = ([document.texts[.program] ?? ""] + programs).joined(separator: " ")
        document.knownAs = facts.knownAs
        let words = facts.knownAs.filter { $0.kind != .alternative }.map(\.text)
        document.texts[.topics] = words.joined(separator: " . ")
        if facts.rank < .max { document.prior += 0.2 * max(0.4, 1 - 0.06 * Float(facts.rank)) }
    }
}
