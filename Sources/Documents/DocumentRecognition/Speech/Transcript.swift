import Basics
import JSON

/// Reads what Amazon Transcribe writes: words with their times, and who spoke when
/// (docs.aws.amazon.com/transcribe/latest/dg/how-input.html#how-output).
enum Transcript {
    /// The segments of a transcript; empty where nothing was said. A new one begins with another speaker and after a pause
    /// of the same one, as the service tells them; without speakers, with every sentence.
    static func segments(_ json: JSONValue) -> [SpeechSegment] {
        guard let results = json["results"] else { return [] }
        let turns = Turn.all(results)
        var segments: [SpeechSegment] = []
        var last: (turn: Int?, speaker: String)?
        var isSentenceOver = false
        for item in results["items"]?.array ?? [] {
            let content = (item["alternatives"]?[0]?["content"]?.string ?? "").printable(onOneLine: true)
            guard !content.isEmpty else { continue }
            if item["type"]?.string == "punctuation", !segments.isEmpty {
                segments[segments.count - 1].text += content
                isSentenceOver = turns.isEmpty && [".", "?", "!"].contains(content)
                continue
            }
            let start = milliseconds(item["start_time"]) ?? segments.last?.start ?? 0
            // The last one that has begun, the first where none has.
            let turn = turns.isEmpty ? nil : max(turns.partitionPoint { $0.start > start } - 1, 0)
            let speaker = item["speaker_label"]?.string ?? turn.map { turns[$0].speaker } ?? Self.unknown
            if let last, last == (turn, speaker), !isSentenceOver {
                segments[segments.count - 1].text += " " + content
            } else {
                segments.append(SpeechSegment(start: start, speaker: speaker.printable(onOneLine: true), text: content))
            }
            (last, isSentenceOver) = ((turn, speaker), false)
        }
        return segments
    }

    /// A time, which the service writes as a text of seconds.
    static func milliseconds(_ json: JSONValue?) -> Int? {
        guard let seconds = json?.string.flatMap(Double.init) ?? json?.double, (0...1e9).contains(seconds) else {
            return nil
        }
        return Int((seconds * 1000).rounded())
    }

    private static let unknown = "spk_0"
}

/// A stretch of time in which one person speaks.
private struct Turn {
    let start: Int
    let speaker: String

    /// Those of a transcript, in the order of time; none where speakers were not told apart.
    static func all(_ results: JSONValue) -> [Turn] {
        (results["speaker_labels"]?["segments"]?.array ?? []).compactMap { segment in
            guard let start = Transcript.milliseconds(segment["start_time"]),
                let speaker = segment["speaker_label"]?.string, !speaker.isEmpty
            else { return nil }
            return Turn(start: start, speaker: speaker)
        }.sorted { $0.start < $1.start }
    }
}
