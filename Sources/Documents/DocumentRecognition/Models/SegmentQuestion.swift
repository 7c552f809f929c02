import Basics
import JSON

/// What a model is asked of segments, a batch at a time: they are numbered from 1, and the answer is an array of JSON.
struct SegmentQuestion {
    let model: any LanguageModel
    let instruction: String

    /// The array that the model answers to each batch, with the batch. Throws `service` where an answer is none, what the
    /// model throws, and `CancellationError`.
    func answers(_ segments: [SpeechSegment]) async throws -> [(batch: Range<Int>, answer: [JSONValue])] {
        var answers: [(Range<Int>, [JSONValue])] = []
        for batch in Self.batches(segments) {
            let lines = batch.enumerated().map { "\($0 + 1). \(segments[$1].text)" }
            guard let text = try await model.answer(to: lines.joined(separator: "\n"), instruction),
                let answer = Self.array(in: text)
            else { throw FdnixError(.service, "the model refuses, or does not answer as it was asked to") }
            answers.append((batch, answer))
        }
        return answers
    }

    /// Cuts segments into batches whose answers are not too long for a model.
    static func batches(_ segments: [SpeechSegment]) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        var (start, size) = (0, 0)
        for (index, segment) in segments.enumerated() {
            if index > start, index - start == 60 || size + segment.text.utf8.count > 6000 {
                batches.append(start..<index)
                (start, size) = (index, 0)
            }
            size += segment.text.utf8.count
        }
        return start < segments.count ? batches + [start..<segments.count] : batches
    }

    /// The array in an answer, around which models like to write a few words.
    private static func array(in text: String) -> [JSONValue]? {
        guard let start = text.firstIndex(of: "["), let end = text.lastIndex(of: "]"), start < end else { return nil }
        return try? JSONValue.parse(String(text[start...end])).array
    }
}
