import DocumentStore
import Documents
import ServiceAPI

/// The chunks that were found, each with where it stands, its passage and, folded away, the whole of it.
struct CorpusResults {
    let answer: CorpusAnswer

    func write(to html: inout HTML) {
        guard !answer.documents.isEmpty else {
            return html.element("p", text: "Nothing was found. Other words may do, or a lower threshold.")
        }
        html.element("ol") { html in
            for document in answer.documents { html.element("li") { Self.write(document, to: &$0) } }
        }
    }

    private static func write(_ document: CorpusAnswer.Document, to html: inout HTML) {
        let place = ChunkPlace(document.chunk.metadata)
        let name = place.title ?? (place.source.isEmpty ? "A document" : place.source)
        html.element("h2") { html in
            if let link = place.address.flatMap({ Link(web: $0) }) {
                html.element("a", .href(link), .rel("noreferrer"), text: name)
            } else {
                html.text(name)
            }
        }
        html.element("p", .class("place")) { html in
            let score = "likeness \((document.chunk.score * 1000).rounded() / 1000)"
            let parts = [place.title == nil ? nil : place.source, place.pages, place.section, score]
            html.text(parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · "))
        }
        if let snippet = document.snippet {
            html.element("p", .class("passage")) { html in
                for part in snippet.parts {
                    if part.isMarked { html.element("mark", text: part.text) } else { html.text(part.text) }
                }
            }
        }
        html.element("details") { html in
            html.element("summary", text: "The whole passage")
            html.element("pre", text: document.chunk.text)
        }
    }
}
