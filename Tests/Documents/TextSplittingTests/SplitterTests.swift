import Basics
import JSON
import TestSupport
import Testing
import TextSplitting

@Suite struct SplitterTests {
    /// The chunks in one string, as tables of vectors write them.
    private func chunks(_ text: String, _ size: Int, _ overlap: Int) throws -> String {
        try RecursiveTextSplitter(size: size, overlap: overlap).split(text).joined(separator: " · ")
    }

    @Test func documentedVectors() throws {
        #expect(try chunks("a b c d e f g", 5, 2) == "a b c · c d · d e · e f · f g")
        #expect(try chunks("aaaa bbbb cccc dddd eeee", 14, 5) == "aaaa bbbb cccc · cccc dddd · dddd eeee")
        #expect(try chunks("abcdefghijklmnop", 5, 2) == "abcde · defgh · ghijk · jklmn · mnop")
        #expect(try chunks("one two\n\nabcdefghijkl three", 8, 3) == "one two · abcdefg · efghijkl · three")
        #expect(
            try chunks("first. second\nthird fourth fifth\n\nsixth", 16, 6)
                == "first. second · third fourth · fifth · sixth")
        #expect(try chunks(" \n\n \t\u{3000}\n", 5, 2) == "")
        #expect(try chunks("", 5, 2) == "")
    }

    @Test func lengthsAreCodePoints() throws {
        let text = String(repeating: "e\u{301}", count: 3)
        let chunks = try RecursiveTextSplitter(size: 5, overlap: 0).split(text)
        #expect(chunks.map(\.unicodeScalars.count) == [5, 1])
        #expect(Array(chunks.joined().utf8) == Array(text.utf8))
    }

    @Test func wordsOverlap() throws {
        let names = (0..<400).map { number in "w" + String(1000 + number).dropFirst() }
        let text = names.joined(separator: " ")
        let chunks = try RecursiveTextSplitter(size: 1000, overlap: 200).split(text)
        #expect(chunks.map(\.count) == [999, 999, 399])
        #expect(chunks.map { $0.prefix(4) } == ["w000", "w160", "w320"])
        #expect(chunks.map { $0.suffix(4) } == ["w199", "w359", "w399"])
    }

    @Test func sizesThatCannotBe() {
        for (size, overlap) in [(0, 0), (-1, 0), (10, 10), (10, -1), (10, 11)] {
            let error = #expect(throws: FdnixError.self) { try RecursiveTextSplitter(size: size, overlap: overlap) }
            #expect(error?.code == .usage)
        }
    }

    @Test func equalToLangChain() throws {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let lines = try FileSystem.read("/\(folder)/Fixtures/langchain.jsonl").split(separator: 0x0A)
        #expect(lines.count == 400)
        for line in lines {
            let entry = try JSONValue.parse(Array(line))
            let text = try #require(entry["text"]?.string)
            let size = Int(try #require(entry["size"]?.int))
            let overlap = Int(try #require(entry["overlap"]?.int))
            let expected = try #require(entry["chunks"]?.array?.compactMap { $0.string.map { Array($0.utf8) } })
            let chunks = try RecursiveTextSplitter(size: size, overlap: overlap).split(text)
            #expect(chunks.map { Array($0.utf8) } == expected, "\(size)/\(overlap) of \(text.debugDescription)")
            let restated = LangChainRestated(size: size, overlap: overlap).split(text)
            #expect(restated.map { Array($0.utf8) } == expected, "restated, \(size)/\(overlap)")
        }
    }

    @Test func equalToTheAlgorithmRestated() throws {
        var random = SplitMix(4)
        for _ in 0..<TestSettings.fuzzIterations(1500) {
            let size = Int.random(in: 1...[4, 60, 300].randomElement(using: &random)!, using: &random)
            let overlap = Int.random(in: 0..<size, using: &random)
            let text = RandomText.make(upTo: min(4 * size, 500), using: &random)
            let chunks = try RecursiveTextSplitter(size: size, overlap: overlap).split(text)
            let expected = LangChainRestated(size: size, overlap: overlap).split(text)
            #expect(chunks.map { Array($0.utf8) } == expected.map { Array($0.utf8) }, "\(text.debugDescription)")
        }
    }

    /// Whatever lies between two chunks, before the first and behind the last is white space.
    @Test func nothingIsLost() throws {
        var random = SplitMix(5)
        for _ in 0..<TestSettings.fuzzIterations(500) {
            let size = Int.random(in: 1...80, using: &random)
            let splitter = try RecursiveTextSplitter(size: size, overlap: Int.random(in: 0..<size, using: &random))
            let text = RandomText.make(upTo: 600, using: &random)
            let bytes = Array(text.utf8)
            var end = 0
            for range in splitter.ranges(in: text) + [bytes.count..<bytes.count] {
                if range.lowerBound > end {
                    let between = String(decoding: bytes[end..<range.lowerBound], as: UTF8.self)
                    #expect(between.unicodeScalars.allSatisfy(RandomText.isStripped), "\(between.debugDescription)")
                }
                end = max(end, range.upperBound)
            }
        }
    }
}
