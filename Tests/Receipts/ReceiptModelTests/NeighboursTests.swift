import TestSupport
import Testing

@testable import ReceiptModel

@Suite struct NeighboursTests {
    /// The rule, read word for word: n² looks.
    private func slow(_ words: [WordRow]) -> [Neighbours.Pair] {
        func key(_ index: Int) -> (Double, Int, Int) {
            (words[index].shape.centroid.x, words[index].line, words[index].word)
        }
        return words.indices.map { target in
            let box = words[target].shape.box
            let candidates = words.indices.filter { other in
                words[other].shape.bottomLeft.y >= box.origin.y
                    && words[other].shape.topLeft.y <= box.origin.y + box.height
            }
            return Neighbours.Pair(
                left: candidates.filter { key($0) < key(target) }.max { key($0) < key($1) },
                right: candidates.filter { key($0) > key(target) }.min { key($0) < key($1) })
        }
    }

    @Test func `the tree finds what the rule says`() {
        var random = SplitMix(12)
        for round in 0..<200 {
            // Few distinct places, so that ties and equal edges are common.
            let steps = round.isMultiple(of: 2) ? 4 : 1000
            func number() -> Double { Double(Int.random(in: 0...steps, using: &random)) / Double(steps) }
            let words = (0..<Int.random(in: 0...40, using: &random)).map { index in
                var shape = shape(number(), number(), number() / 10, number() / 4)
                if round.isMultiple(of: 3) { shape.topLeft.y += number() / 10 - 0.05 }
                return WordRow(line: index / 5, word: index % 5, text: "w", shape: shape, confidence: 1)
            }
            #expect(Neighbours(words).pairs == slow(words))
        }
    }

    @Test func `a word alone has edges, and noise is a neighbour`() {
        let lone = [word("A1", 1, 1, x: 0.5, y: 0.5)]
        #expect(Neighbours(lone).pairs == [.init()])
        let row = [word("A1", 1, 1, x: 0.2, y: 0.5), word("|", 1, 2, x: 0.4, y: 0.5), word("B1", 1, 3, x: 0.6, y: 0.5)]
        #expect(Neighbours(row).pairs == [.init(right: 1), .init(left: 0, right: 2), .init(left: 1)])
    }

    @Test func `thousands of words in one row are no burden`() {
        let words = (0..<20_000).map { word("w\($0)", 1, $0, x: Double($0) / 20_000, y: 0.5) }
        let pairs = Neighbours(words).pairs
        #expect(pairs.indices.allSatisfy { pairs[$0].left == ($0 > 0 ? $0 - 1 : nil) })
    }

    @Test func `positions at the borders of the thirds`() {
        #expect(TextFormat.position(Point(x: 0.33, y: 0.33)) == "bottom-center")
        #expect(TextFormat.position(Point(x: 0.66, y: 0.66)) == "middle-right")
        #expect(TextFormat.position(Point(x: 0.32, y: 0.67)) == "top-left")
    }
}
