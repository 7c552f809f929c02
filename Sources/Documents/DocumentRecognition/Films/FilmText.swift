import Documents
import TextSplitting

/// The form of a film as a text.
enum FilmText {
    /// A document of the film behind `link`: its token, then a line for each segment. `frames` are the names of frames by
    /// the places of their segments. Without a link there is no first line.
    static func document(_ link: String?, _ segments: [SpeechSegment], frames: [Int: String] = [:]) -> ExtractedDocument
    {
        var lines = link.map { [MediaToken.video($0).description] } ?? []
        for (index, segment) in segments.enumerated() {
            let frame = frames[index].map { " \(MediaToken.image($0))" } ?? ""
            lines.append(
                "\(MediaToken.timestamp(seconds(segment.start)))\(frame) \(segment.speaker): \(segment.text)")
        }
        return ExtractedDocument(text: Array(lines.joined(separator: "\n").utf8))
    }

    /// Milliseconds as decimal seconds: `12.5`, `0.0`.
    static func seconds(_ milliseconds: Int) -> String {
        var fraction = String(milliseconds % 1000 + 1000).dropFirst()
        while fraction.count > 1, fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(milliseconds / 1000).\(fraction)"
    }
}
