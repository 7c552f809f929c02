import Basics
import DocumentReaders
import Documents
import JSON
import TextSplitting

extension ShownDocument {
    /// Writes the document as a JSON object on one line. Throws as `StandardOutput` does.
    func writeJSON(to output: inout StandardOutput) throws {
        let details = document.details
        var json = JSONWriter()
        try json.object { json in
            json.member("file", file)
            json.member("contentType", type.rawValue)
            json.member("document", number)
            json.member("title", details.title)
            json.key("pageCount")
            if let count = details.pageCount { json.integer(count) } else { json.null() }
            json.arrayMember("pagesWithoutText") { pages in
                for page in details.pagesWithoutText { pages.integer(page) }
            }
            json.member("recognitionProblem", details.recognitionProblem)
            json.member("replacedCharacters", details.replacedCharacters)
            json.member("metadata", .object(metadata))
            json.arrayMember("pictures") { pictures in
                for picture in document.pictures { write(picture, to: &pictures) }
            }
            json.key("text")
            document.text.withUnsafeBytes { json.string(utf8: $0) }
            try json.arrayMember("chunks") { json in
                for (index, chunk) in chunks.enumerated() { try write(chunk, firstChunk + index, to: &json) }
            }
        }
        json.newline()
        try output.write(json.bytes)
    }

    private func write(_ picture: ExtractedPicture, to json: inout JSONWriter) {
        json.object { json in
            json.member("fileExtension", picture.fileExtension)
            json.member("bytes", picture.bytes.count)
            json.arrayMember("offsets") { offsets in
                for offset in picture.offsets { offsets.integer(offset) }
            }
        }
    }

    private func write(_ chunk: DocumentChunk, _ index: Int, to json: inout JSONWriter) throws {
        let hash = try SentText.contentHash(of: chunk.text)
        json.object { json in
            json.member("chunk_index", index)
            json.member("offset", chunk.offset)
            for (name, page) in [("page", chunk.page), ("page_end", chunk.lastPage)] {
                json.key(name)
                if let page { json.integer(page) } else { json.null() }
            }
            json.member("section_header", chunk.section)
            json.member("content_hash", hash)
            json.member("text", chunk.text)
        }
    }
}
