import Platform

/// Multinomial logistic regression over a dense vector and a set of words: at most `ClassRow.count` classes.
///
/// Fitted by stochastic gradient descent in an order that is always the same, on one thread, so that the same examples
/// give the same classifier.
struct LinearClassifier {
    /// What is known of a thing: its vector, of the same length everywhere, and the words that apply to it.
    struct Example {
        var vector: ArraySlice<Float>
        var words: [String]
    }

    /// A class and how sure it is, 0 to 1.
    typealias Answer = (class: Int, probability: Float)

    private let classes: Int
    /// The rows of `rows` that belong to words; the vector's come first.
    private var places: [String: Int] = [:]
    /// A weight for every class: of each number of the vector, then of each word.
    private var rows: [ClassRow]
    private var bias = ClassRow()

    private static let rounds = 10
    private static let rate: Float = 1
    private static let decay: Float = 1e-4
    /// Constants are learnt slowly: they say how frequent classes are here, which may be otherwise elsewhere.
    private static let biasRate: Float = 0.1
    /// A word of one example alone says nothing of others.
    private static let leastExamples = 2

    /// Learns to tell the class of examples: numbers from 0 below `classes`.
    init(_ examples: [(example: Example, class: Int)], classes: Int) {
        precondition((1...ClassRow.count).contains(classes), "a row has no room for so many classes")
        self.classes = classes
        let dimension = examples.first?.example.vector.count ?? 0
        var seen: [String: Int] = [:]
        for word in examples.lazy.flatMap(\.example.words) {
            seen[word, default: 0] += 1
            if seen[word] == Self.leastExamples { places[word] = dimension + places.count }
        }
        rows = Array(repeating: ClassRow(), count: dimension + places.count)
        let known = examples.map { wordRows($0.example) }
        let steps = Float(Self.rounds * examples.count)
        var order = Shuffle(examples.count)
        for round in 0..<Self.rounds {
            order.next()
            for (step, i) in order.places.enumerated() {
                let done = Float(round * examples.count + step)
                learn(examples[i].example, known[i], examples[i].class, rate: Self.rate * (1 - done / steps))
            }
        }
    }

    /// The most likely class of an example.
    func answer(_ example: Example) -> Answer {
        let shares = probabilities(example, wordRows(example))
        var best = 0
        for i in 0..<classes where shares[i] > shares[best] { best = i }
        return (best, shares[best])
    }

    private func wordRows(_ example: Example) -> [Int] { example.words.compactMap { places[$0] } }

    /// What one word among `count` weighs, so that long and short texts weigh alike.
    private static func weight(_ count: Int) -> Float { 1 / Float(max(count, 1)).squareRoot() }

    private func probabilities(_ example: Example, _ words: [Int]) -> ClassRow {
        var sum = ClassRow()
        for row in words { sum.add(rows[row]) }
        sum.scale(by: Self.weight(words.count))
        sum.add(bias)
        var row = 0
        for value in example.vector {
            sum.add(rows[row], times: value)
            row += 1
        }
        return softmax(sum)
    }

    private func softmax(_ values: ClassRow) -> ClassRow {
        let largest = (0..<classes).lazy.map { values[$0] }.max() ?? 0
        var shares = ClassRow()
        var sum: Float = 0
        for i in 0..<classes {
            shares[i] = exp(values[i] - largest)
            sum += shares[i]
        }
        shares.scale(by: 1 / sum)
        return shares
    }

    private mutating func learn(_ example: Example, _ words: [Int], _ wanted: Int, rate: Float) {
        var change = probabilities(example, words)
        change[wanted] -= 1
        change.scale(by: -rate)
        let kept = 1 - rate * Self.decay
        var row = 0
        for value in example.vector {
            rows[row].scale(by: kept)
            rows[row].add(change, times: value)
            row += 1
        }
        let weight = Self.weight(words.count)
        for row in words {
            rows[row].scale(by: kept)
            rows[row].add(change, times: weight)
        }
        bias.add(change, times: Self.biasRate)
    }
}

/// All places below a count, in another order each time, the same orders in every run.
private struct Shuffle {
    private(set) var places: [Int]
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    init(_ count: Int) { places = Array(0..<count) }

    mutating func next() {
        for i in places.indices.reversed() where i > 0 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            places.swapAt(i, Int((state >> 33) % UInt64(i + 1)))
        }
    }
}
