import Basics
import DocumentStore
import Documents

/// What was found, for people: rank, likeness and place of each passage, and the passage with the question's words marked.
struct AnswerText {
    let answer: CorpusAnswer
    private let style = TerminalStyle()

    init(answer: CorpusAnswer) { self.answer = answer }

    /// Writes the list. Throws as `StandardOutput` does.
    func write(to output: inout StandardOutput) throws {
        guard !answer.documents.isEmpty else { return try output.line("nothing was found") }
        for (index, document) in answer.documents.enumerated() {
            if index > 0 { try output.line() }
            try output.line(heading(document, rank: index + 1))
            guard let snippet = document.snippet else { continue }
            let passage = snippet.parts.map { part in
                let text = part.text.printable(onOneLine: true)
                return part.isMarked ? style.mark(text) : text
            }
            try output.line("   " + passage.joined())
        }
    }

    private func heading(_ document: CorpusAnswer.Document, rank: Int) -> String {
        let place = ChunkPlace(document.chunk.metadata)
        let name = (place.source.isEmpty ? place.title ?? "a document" : place.source).printable(onOneLine: true)
        let details = ["\((document.chunk.score * 1000).rounded() / 1000)", place.pages, place.section]
            .compactMap { $0?.printable(onOneLine: true) }
        return "\(rank). \(style.name(name))  \(style.dim(details.joined(separator: " · ")))"
    }
}
