import Nixpkgs
import Testing

@testable import Indexer

@Suite("Categories that are inferred")
struct CategoryTests {
    private static let kinds: [(category: Category, vector: [Float], word: String)] = [
        (.games, [1, 0, 0], "puzzle"), (.fonts, [0, 1, 0], "typeface"),
        (.servers, [0, 0, 1], "daemon"),
    ]

    private func package(_ path: String, _ category: Category?, _ description: String) -> Package {
        var package = Package()
        (package.attributePath, package.packageName, package.description) = (path, path, description)
        if let category { (package.category, package.categorySource) = (category, .path) }
        return package
    }

    /// Examples of three categories, and packages that ask for theirs: `like-games`, …, and `odd`, which is none of them.
    private func inference(prefix: String = "") -> CategoryInference {
        var packages: [(CategoryFacts, ArraySlice<Float>)] = []
        func add(_ package: Package, _ vector: [Float]) {
            if let facts = CategoryFacts(package) { packages.append((facts, vector[...])) }
        }
        for i in 0..<300 {
            let (category, vector, word) = Self.kinds[i % 3]
            let near = vector.enumerated().map { $1 + Float((i * 7 + $0 * 5) % 11) / 60 }
            let set = prefix.isEmpty ? "" : "\(category)Set."
            add(package("\(set)known-\(i)", category, "\(word) number \(i)"), near)
        }
        for (category, vector, word) in Self.kinds {
            add(package("\(prefix)like-\(category)", nil, "one more \(word)"), vector)
        }
        add(package("\(prefix)odd", nil, "something else"), [0.58, 0.58, 0.58])
        return CategoryInference(packages, phrases: [])
    }

    @Test("What is told apart by examples is told apart among the rest; what is like all of them is misc")
    func separable() {
        for prefix in ["", "someSet."] {
            let inferred = Dictionary(uniqueKeysWithValues: inference(prefix: prefix).infer())
            #expect(
                inferred == [
                    "\(prefix)like-games": .games, "\(prefix)like-fonts": .fonts, "\(prefix)like-servers": .servers,
                    "\(prefix)odd": .misc,
                ])
        }
        let (measure, nested) = inference().measure()
        #expect(measure.count > 30 && measure.right == measure.count && nested.count == 0)
    }

    @Test("The same packages give the same classifier, to the last bit")
    func deterministic() {
        let examples = (0..<60).map { i -> (LinearClassifier.Example, Int) in
            let vector = [Float(i % 3), Float(i % 5) / 5, 1]
            return (.init(vector: vector[...], words: ["word\(i % 4)"]), i % 3)
        }
        let asked = LinearClassifier.Example(vector: [1, 0.5, 1], words: ["word1", "unknown"])
        let answers = (0..<2).map { _ in LinearClassifier(examples, classes: 3).answer(asked) }
        #expect(answers[0].class == 1 && answers[0] == answers[1])
    }

    @Test("Languages and sets are neither examples nor asked; versions of a thing are kept out together")
    func facts() throws {
        var inSet = package("pythonPackages.x", .python, "")
        inSet.categorySource = .set
        #expect(CategoryFacts(inSet) == nil && CategoryFacts(package("x", .python, "")) == nil)
        let unknown = try #require(CategoryFacts(package("x", nil, "A C++ tool, a fast one")))
        #expect(unknown.category == nil && unknown.set.isEmpty)
        #expect(unknown.words == ["name:x", "a", "c++", "tool", "fast", "one", "program:no"])
        var old = package("llvmPackages_19.clang", .compilers, "")
        var new = package("llvmPackages_20.clang", .compilers, "")
        (old.packageName, new.packageName) = ("clang", "Clang")
        let facts = try [old, new].map { try #require(CategoryFacts($0)) }
        #expect(facts[0].isKeptOut == facts[1].isKeptOut && facts.allSatisfy { $0.set == "llvmPackages" })
    }

    @Test("A part of a tree teaches nothing")
    func few() {
        let one = CategoryFacts(package("a", .games, "a game"))
        #expect(
            !CategoryInference.isPossible(Array(repeating: one, count: CategoryInference.fewestExamples - 1) + [nil]))
        #expect(CategoryInference.isPossible(Array(repeating: one, count: CategoryInference.fewestExamples)))
    }
}
