import TestSupport

@testable import DocumentReaders

enum PDFSupport {
    /// Whether PDFium is set up; noted where it is not.
    static func isThere(for check: String) -> Bool {
        if (try? PDFiumLibrary.load()) != nil { return true }
        Skips.note(check, "PDFium is not there; run Scripts/setup documents")
        return false
    }

    /// The text of page `number`.
    static func page(_ number: Int, of document: Collector.Document) -> String {
        guard let index = document.details.pages.firstIndex(where: { $0.number == number }) else { return "" }
        let bytes = Array(document.text.utf8)
        let next = index + 1 < document.details.pages.count ? document.details.pages[index + 1].offset : bytes.count
        return String(decoding: bytes[document.details.pages[index].offset..<next], as: UTF8.self)
    }
}
