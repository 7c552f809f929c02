import ObjectStorage
import TestSupport
import Testing

@testable import LocalCloud

@Suite("paths of keys")
struct KeyPathTests {
    @Test(
        "each rule",
        arguments: [
            ("a/b.c", "a/b.c"), ("100%", "100%25"), ("..", "%2E."), ("a/./b", "a/%2E/b"), ("a//b/", "a/%2F/b/%2F"),
            ("/a", "%2F/a"), (".fdnix-objects/x", "%2Efdnix-objects/x"), ("a/.fdnix-objects", "a/.fdnix-objects"),
            ("...", "..."), ("É", "É"),
        ])
    func rules(_ key: String, _ path: String) {
        #expect(KeyPaths(foldsNames: false).path(of: key) == path)
    }

    @Test("names that a file system folds are told apart")
    func folded() {
        let paths = KeyPaths(foldsNames: true)
        #expect(paths.path(of: "Case") == "%43ase")
        #expect(paths.path(of: "\u{E9}") == "%C3%A9")
        #expect(paths.path(of: "e\u{301}") == "e%CC%81")
    }

    @Test("whatever the key, its path is its own, short in each part, and leads back", arguments: [false, true])
    func roundTrip(_ foldsNames: Bool) throws {
        let paths = KeyPaths(foldsNames: foldsNames)
        var random = SplitMix(5)
        let alphabet =
            Array("ab.%/ÄZ日+ 😀").map(String.init) + ["//", "..", "%2F", "%+", String(repeating: "long", count: 60)]
        var seen: [String: String] = [:]
        for _ in 0..<TestSettings.fuzzIterations(3_000) {
            let text = (0..<Int.random(in: 1...9, using: &random))
                .map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }.joined()
            guard let key = try? ObjectKey(text) else { continue }
            let path = paths.path(of: key.text)
            let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            #expect(parts[0] != KeyPaths.reserved)
            #expect(parts.allSatisfy { !["", ".", ".."].contains($0) && $0.utf8.count <= 242 })
            let back =
                parts.dropLast().map(KeyPaths.segment(ofDirectory:)).joined()
                + KeyPaths.segment(ofFile: parts[parts.count - 1])
            #expect(back.utf8.elementsEqual(key.text.utf8), "\(key.text)")
            #expect(paths.isPath(path, of: key.text))
            if let other = seen.updateValue(key.text, forKey: path) { #expect(other.utf8.elementsEqual(key.text.utf8)) }
        }
    }

    @Test("a heap gives its elements in order")
    func heap() {
        var random = SplitMix(2)
        var heap = Heap<Int>()
        let numbers = (0..<500).map { _ in Int.random(in: 0..<300, using: &random) }
        for number in numbers { heap.insert(number) }
        var sorted: [Int] = []
        while let number = heap.popLeast() { sorted.append(number) }
        #expect(sorted == numbers.sorted())
    }
}
