import Basics
import DocumentReaders
import Documents
import JSON

extension ShownDocument {
    /// Writes the document for people. Throws as `StandardOutput` does.
    func writeText(to output: inout StandardOutput) throws {
        let details = document.details
        if number > 1 || firstChunk > 0 { try output.line() }
        try output.line((number == 1 ? file : "\(file), document \(number)").printable(onOneLine: true))
        func row(_ label: String, _ value: String) throws {
            let gap = String(repeating: " ", count: max(1, 12 - label.count))
            try output.line("  \(label)\(gap)\(value.printable(onOneLine: true))")
        }
        try row("type", type.rawValue)
        if let title = details.title { try row("title", title) }
        if let count = details.pageCount { try row("pages", count.grouped) }
        if !details.pagesWithoutText.isEmpty {
            try row("no text on", "page " + details.pagesWithoutText.map(String.init).joined(separator: ", "))
        }
        if let problem = details.recognitionProblem { try row("not read", problem) }
        if details.replacedCharacters > 0 { try row("unreadable", "\(details.replacedCharacters.grouped) characters") }
        for member in metadata.members {
            try row("metadata", "\(member.key): \(member.value.string ?? member.value.description)")
        }
        for picture in document.pictures {
            let places = picture.offsets.map(\.grouped).joined(separator: ", ")
            try row("picture", "\(picture.fileExtension), \(picture.bytes.count.grouped) bytes, at \(places)")
        }
        try row("chunks", chunks.count.grouped)
        for (index, chunk) in chunks.enumerated() {
            try output.line()
            try output.line(heading(of: chunk, firstChunk + index).printable(onOneLine: true))
            try output.line(chunk.text.printable())
        }
    }

    private func heading(of chunk: DocumentChunk, _ index: Int) -> String {
        var words = ["-- chunk \(index)", "\(chunk.text.unicodeScalars.count.grouped) code points"]
        if let page = chunk.page, let last = chunk.lastPage {
            words.append(page == last ? "page \(page)" : "pages \(page) to \(last)")
        }
        if let section = chunk.section { words.append("section: \(section)") }
        return words.joined(separator: ", ")
    }
}
