import Nixpkgs
import PackageSearch

/// Infers what packages are for from those whose path tells.
///
/// Packages at the top level learn from those there, and from phrases of `categories.tsv`, because few of them have a
/// telling path; those inside sets learn from other sets.
struct CategoryInference {
    /// How the answers to examples kept out of learning compare with what their paths tell.
    struct Measure: CustomStringConvertible {
        /// How many examples were kept out.
        var count = 0
        /// How many were answered, the others being unsure.
        var answered = 0
        /// How many answers were right.
        var right = 0

        var description: String { "of \(count) kept out \(answered) answered, \(right) right" }
    }

    /// With fewer examples nothing is inferred: a part of a tree does not show what the whole is like.
    static let fewestExamples = 1000
    /// What is less likely is not said.
    static let leastProbability: Float = 0.35
    /// How many examples a package set may give: the largest has thousands, all of one category.
    private static let mostOfSet = 200

    private typealias Example = LinearClassifier.Example
    private typealias Learnt = (example: Example, class: Int)
    private struct Package {
        let facts: CategoryFacts
        let example: Example
    }

    private let topLevel: [Package]
    private let nested: [Package]
    private let phrases: [Learnt]

    /// `packages` with the vector of each; those without one are left as they are.
    init(_ packages: [(facts: CategoryFacts, vector: ArraySlice<Float>)], phrases: [CategoryPhrase]) {
        let all = packages.map { Package(facts: $0.facts, example: Example(vector: $0.vector, words: $0.facts.words)) }
        topLevel = all.filter(\.facts.set.isEmpty)
        nested = all.filter { !$0.facts.set.isEmpty }
        self.phrases = phrases.compactMap { phrase in
            Self.number(phrase.category).map { (Example(vector: phrase.vector, words: phrase.words), $0) }
        }
    }

    private static func number(_ category: Category) -> Int? { Category.purposes.firstIndex(of: category) }

    /// The category of every package that has none by its path, `misc` where that is not sure.
    func infer() -> [(id: String, category: Category)] { infer(topLevel, phrases) + infer(nested, []) }

    /// Whether there is enough to learn from.
    static func isPossible(_ facts: [CategoryFacts?]) -> Bool {
        facts.count { $0?.category != nil } >= fewestExamples
    }

    private func infer(_ packages: [Package], _ more: [Learnt]) -> [(id: String, category: Category)] {
        let classifier = classifier(packages, more) { _ in true }
        return packages.filter { $0.facts.category == nil }.map { package in
            let (number, probability) = classifier.answer(package.example)
            return (package.facts.id, probability < Self.leastProbability ? .misc : Category.purposes[number])
        }
    }

    /// Learns from four fifths of the examples and answers the last one: top-level packages, and those of sets.
    func measure() -> (topLevel: Measure, nested: Measure) { (measure(topLevel, phrases), measure(nested, [])) }

    private func measure(_ packages: [Package], _ more: [Learnt]) -> Measure {
        let classifier = classifier(packages, more) { !$0.isKeptOut }
        var measure = Measure()
        for package in packages where package.facts.isKeptOut {
            guard let category = package.facts.category else { continue }
            let (number, probability) = classifier.answer(package.example)
            measure.count += 1
            guard probability >= Self.leastProbability else { continue }
            measure.answered += 1
            if Category.purposes[number] == category { measure.right += 1 }
        }
        return measure
    }

    private func classifier(
        _ packages: [Package], _ more: [Learnt], _ isWanted: (CategoryFacts) -> Bool
    ) -> LinearClassifier {
        let wanted = packages.filter { $0.facts.category != nil && isWanted($0.facts) }
        let sizes = Dictionary(wanted.map { ($0.facts.set, 1) }, uniquingKeysWith: +)
        var seen: [String: Int] = [:]
        let examples = wanted.compactMap { package -> Learnt? in
            let set = package.facts.set
            let (place, size) = (seen[set, default: 0], sizes[set] ?? 1)
            seen[set] = place + 1
            // Of a large set members at even distances.
            let isTaken =
                set.isEmpty || size <= Self.mostOfSet
                || place * Self.mostOfSet / size != (place + 1) * Self.mostOfSet / size
            return isTaken ? package.facts.category.flatMap(Self.number).map { (package.example, $0) } : nil
        }
        return LinearClassifier(examples + more, classes: Category.purposes.count)
    }
}

/// A phrase of `categories.tsv`: what a package of a category may say of itself.
struct CategoryPhrase {
    let category: Category
    let words: [String]
    let vector: ArraySlice<Float>

    /// The phrases that ship with the program, with their categories.
    static func entries() throws -> [(phrase: String, category: Category)] {
        try KnowledgeTable(.categories).entries.compactMap { entry in
            Category(rawValue: entry.columns[0]).map { (entry.key, $0) }
        }
    }

    /// A phrase as a model places it.
    init(_ phrase: String, _ category: Category, vector: ArraySlice<Float>) {
        self.category = category
        words = CategoryFacts.words(of: phrase)
        self.vector = vector
    }
}
