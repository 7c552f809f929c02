import Basics

/// Reads PDF.
enum PDFReader {
    /// Reads a file as one document: its pages in their order with a blank line between them.
    ///
    /// Throws `malformedInput` where it is not a PDF, needs a password or is over a limit, `notFound` where there is no
    /// PDFium, and what `output` throws.
    static func read(
        _ file: ByteView, _ options: ReadingOptions, _ limits: PDFLimits = PDFLimits(), into output: some DocumentOutput
    ) throws {
        let document = try PDFDocument(file)
        let count = document.pageCount
        guard count <= limits.pages else {
            throw FdnixError(
                .malformedInput, "the PDF says that it has \(count) pages, over the limit of \(limits.pages); split it")
        }
        let form = PDFForm(document)
        let recognition = PageRecognition(options, limits)
        var details = DocumentDetails()
        details.title = document.title
        details.pageCount = count
        var bytes = 0
        for index in 0..<count {
            // A page too damaged to be opened is one without text; the others go on.
            let text = try document.page(index).map { page in
                try PDFPageText(page, form: form, recognition: recognition, limits: limits, output)
            }
            if text?.isMissing ?? true { details.pagesWithoutText.append(index + 1) }
            guard let text = text?.bytes, !text.isEmpty else { continue }
            if bytes > 0 {
                try output.append(Array("\n\n".utf8))
                bytes += 2
            }
            details.pages.append(DocumentDetails.Page(number: index + 1, offset: bytes))
            bytes += text.count
            guard bytes <= limits.textBytes else {
                throw FdnixError(
                    .malformedInput, "the PDF has more than \(limits.textBytes >> 20) MiB of text; split it")
            }
            try output.append(text)
        }
        details.recognitionProblem = recognition.problem
        try output.endDocument(details)
    }
}

/// The text of one page.
private struct PDFPageText {
    let bytes: [UInt8]
    /// Whether there should be more than was found.
    let isMissing: Bool

    init(
        _ page: PDFPage, form: PDFForm?, recognition: PageRecognition, limits: PDFLimits, _ output: some DocumentOutput
    ) throws {
        let characters = page.characters(limit: limits.charactersPerPage)
        var text = PageTextWriter.text(of: characters)
        var isMissing = characters.needsRecognition
        if isMissing { try output.goOn() }
        if isMissing, let read = recognition.text(of: page) {
            let isReadable = LetterCount.isReadable(
                String(decoding: read, as: UTF8.self).unicodeScalars.lazy.map(\.value))
            if isReadable { isMissing = false }
            if isReadable || text.isEmpty { text = read }
        }
        for line in form?.lines(of: page) ?? [] {
            if !text.isEmpty { text.append(0x0A) }
            text += line.utf8
        }
        bytes = text
        self.isMissing = isMissing
    }
}
