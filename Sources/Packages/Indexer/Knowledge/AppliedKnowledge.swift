import Basics
import PackageSearch
import SearchEngine

/// Lays the knowledge files over documents at build time: programs, names, alternatives, kinds.
struct AppliedKnowledge {
    private struct Facts {
        var knownAs: [(kind: NameKind, text: String, rank: Int)] = []
        /// The best place in any list.
        var rank = Int.max
    }
    private var facts: [String: Facts] = [:]
    /// What other versions of a package have in common with it.
    private struct Family: Hashable {
        var name: String
        var output: String
    }
    /// Programs by package name and output, for the other versions of a known package.
    private var programsOfFamily: [Family: Set<String>] = [:]
    /// Programs by package name, of all outputs.
    private var programsOfName: [String: Set<String>] = [:]
    /// The outputs that packages stand for, by attribute path.
    private let outputs: [String: String]
    /// What libraries are known for, by the set without its version and the name in it.
    private var libraries: [String: Facts] = [:]
    /// Programs by attribute path.
    private var programs: [String: [String]] = [:]

    /// Attribute paths whose programs a person thought worth writing down.
    private var reviewed: Set<String> = []

    /// Reads the files; by attribute path, `names` tells the package name, `outputs` the output that is not `out`, and
    /// `installed` further programs.
    init(names: [String: String], outputs: [String: String] = [:], installed: [String: [String]] = [:]) throws {
        self.outputs = outputs
        for entry in try KnowledgeTable(.programs).entries {
            for target in entry.targets { programs[target, default: []].append(entry.key) }
        }
        reviewed = Set(programs.keys)
        programs.merge(installed) { $0 + $1 }
        // What one version installs, its other versions install as well.
        for (target, own) in programs {
            guard let name = names[target] else { continue }
            programsOfName[name, default: []].formUnion(own)
            programsOfFamily[Family(name: name, output: outputs[target] ?? ""), default: []].formUnion(own)
        }
        add(try KnowledgeTable(.aliases), .alias) { [$0.key] }
        add(try KnowledgeTable(.alternatives), .alternative) { [$0.key] }
        add(try KnowledgeTable(.kinds), .topic) { entry in
            [entry.key] + Self.wordings(entry.columns[0])
        }
        try addLibraries()
    }

    private static func wordings(_ column: String) -> [String] { column.split(separator: ";").map(\.trimmed) }

    /// A library is known for its purpose only together with its language: "python http client".
    private mutating func addLibraries() throws {
        let sets = Dictionary(
            try KnowledgeTable(.ecosystems).entries.map { ($0.key, $0.targets) },
            uniquingKeysWith: { first, _ in first })
        for entry in try KnowledgeTable(.libraries).entries {
            let words = entry.key.split(separator: "\t").map(String.init)
            let wordings = ([words[1]] + Self.wordings(entry.columns[0])).map { "\(words[0]) \($0)" }
            for set in sets[words[0]] ?? [] {
                for (rank, name) in entry.targets.enumerated() {
                    var known = libraries[Self.library(set, name)] ?? Facts()
                    known.knownAs += wordings.map { (.topic, $0, rank) }
                    known.rank = min(known.rank, rank)
                    libraries[Self.library(set, name)] = known
                }
            }
        }
    }

    private static func library(_ set: some StringProtocol, _ name: some StringProtocol) -> String {
        "\(PackageSet.unversioned(set).lowercased()).\(name.filter { $0 != "\"" })"
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

    /// What other versions of the package install: those of the same output, as another one has other programs. An output
    /// is often named after its only program.
    private func siblings(of document: IndexDocument) -> Set<String> {
        let name = document.texts[.name] ?? ""
        guard let output = outputs[document.key] else { return programsOfFamily[Family(name: name, output: "")] ?? [] }
        let namesakes = (programsOfName[name] ?? []).filter { $0 == output || $0 == document.key }
        return namesakes.union(programsOfFamily[Family(name: name, output: output)] ?? [])
    }

    /// Adds what is known of a document, and that it is known at all.
    func apply(to document: inout IndexDocument) {
        let isTopLevel = document.facets[.set] == [""]
        let siblings = isTopLevel ? siblings(of: document) : []
        let programs = siblings.union(self.programs[document.key] ?? [])
            .filter { $0 != document.texts[.program] }.sorted()
        document.names += programs.map { (.program, $0) }
        document.stored[PackageField.otherPrograms.rawValue] = .inline(programs.joined(separator: " "))
        document.texts[.program] = ([document.texts[.program] ?? ""] + programs).joined(separator: " ")
        if reviewed.contains(document.key) { document.prior += 0.08 }
        let (set, name) = DottedPath.split(document.key)
        let asLibrary = set.isEmpty ? nil : libraries[Self.library(set, name)]
        guard facts[document.key] != nil || asLibrary != nil else { return }
        var facts = facts[document.key] ?? Facts()
        facts.knownAs += asLibrary?.knownAs ?? []
        facts.rank = min(facts.rank, asLibrary?.rank ?? .max)
        document.knownAs = facts.knownAs
        let words = facts.knownAs.filter { $0.kind != .alternative }.map(\.text)
        document.texts[.topics] = words.joined(separator: " . ")
        if facts.rank < .max { document.prior += 0.2 * max(0.4, 1 - 0.06 * Float(facts.rank)) }
    }
}
