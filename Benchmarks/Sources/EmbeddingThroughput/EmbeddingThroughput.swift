import StaticEmbedding

/// Embeds each line of standard input with the bundled model, several times over, and prints the best rate.
@main
enum EmbeddingThroughput {
    static func main() throws {
        var texts: [String] = []
        while let line = readLine() { texts.append(line) }
        let clock = ContinuousClock()
        let opening = clock.now
        let model = try StaticModel.bundled()
        let opened = clock.now - opening
        var row = [Float](repeating: 0, count: model.dimension)
        var best = Duration.seconds(1_000_000)
        var checksum: Float = 0
        for _ in 0..<5 {
            let start = clock.now
            for text in texts {
                row.withUnsafeMutableBufferPointer { _ = model.embed(text, into: $0) }
                checksum += row[0]
            }
            best = min(best, clock.now - start)
        }
        let seconds = Double(best.components.attoseconds) / 1e18 + Double(best.components.seconds)
        print("texts_per_second \(Int(Double(texts.count) / seconds))")
        print("open_microseconds \(opened.components.attoseconds / 1_000_000_000_000)")
        print("checksum \(checksum)")
    }
}
