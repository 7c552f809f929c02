import DocumentReaders

/// The text of a PDF with pages that were read off their pictures put in.
struct RecognizedPages {
    /// The pages in their order with a blank line between them.
    private(set) var text: [UInt8] = []
    /// What is known of the document, its pages at their new places.
    private(set) var details: DocumentDetails

    /// Puts the texts of `pages`, by their numbers, in the place of the little that the file has of them. A page whose
    /// picture was not read keeps that and stays among the pages without text.
    init(_ bytes: UnsafeRawBufferPointer, _ details: DocumentDetails, pages recognized: [Int: String]) {
        self.details = details
        self.details.pages = []
        // Headings of a PDF are not told; others would lie elsewhere by now.
        self.details.sections = []
        var texts: [Int: [UInt8]] = [:]
        for (index, page) in details.pages.enumerated() {
            let isLast = index + 1 == details.pages.count
            // Two line feeds stand between pages.
            let end = isLast ? bytes.count : max(details.pages[index + 1].offset - 2, page.offset)
            texts[page.number] = Array(bytes[page.offset..<end])
        }
        for number in details.pagesWithoutText {
            guard let text = recognized[number]?.withoutNull, !text.isEmpty else { continue }
            texts[number] = Array(text.utf8)
            self.details.pagesWithoutText.removeAll { $0 == number }
        }
        for (number, page) in texts.sorted(by: { $0.key < $1.key }) where !page.isEmpty {
            if !text.isEmpty { text += Array("\n\n".utf8) }
            self.details.pages.append(DocumentDetails.Page(number: number, offset: text.count))
            text += page
        }
    }
}
