import Basics
import Embedding
import TransformerEmbedding

extension DocumentBenchmark {
    /// Embeds the texts of a file, a NUL byte between them, with so many threads; writes the vectors as 32-bit numbers.
    static func embed(_ words: [String]) async throws {
        let texts = try FileSystem.read(words[1]).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        let model = try LocalModel.minilm.open(threads: Int(words[0]) ?? 1)
        _ = try await model.embed(Array(texts.prefix(2)), purpose: .document)
        let before = ResourceUsage.peakMemory
        let start = ContinuousClock.now
        let batch = try await model.embed(texts, purpose: .document)
        let seconds = (ContinuousClock.now - start).seconds
        try AtomicFile.write(batch.values.withUnsafeBytes { Array($0) }, to: words[2])
        print("\(seconds) \(before) \(ResourceUsage.peakMemory) \(texts.count)")
    }
}
