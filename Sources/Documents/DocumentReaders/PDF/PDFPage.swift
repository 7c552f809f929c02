import Basics
import CPDFium

/// A page of an open PDF.
final class PDFPage {
    let api: UnsafePointer<fdnix_pdfium_api>
    let page: fdnix_pdfium_page
    // A page must be closed before its document.
    private let document: PDFDocument

    init?(_ document: PDFDocument, _ index: Int) {
        guard let page = document.library.api.pointee._LoadPage(document.document, Int32(index)) else { return nil }
        api = document.library.api
        self.page = page
        self.document = document
    }

    deinit { api.pointee._ClosePage(page) }

    /// How often the page is turned by a quarter, clockwise, when it is shown.
    var quarterTurns: Int { Int(api.pointee.Page_GetRotation(page)) & 3 }

    /// The size in points as shown.
    var size: (width: Double, height: Double) {
        (Double(api.pointee._GetPageWidthF(page)), Double(api.pointee._GetPageHeightF(page)))
    }

    /// The characters of the text layer in PDFium's order, at most `limit` of them.
    func characters(limit: Int) -> PageCharacters {
        guard let text = api.pointee.Text_LoadPage(page) else { return PageCharacters() }
        defer { api.pointee.Text_ClosePage(text) }
        let count = min(Int(max(0, api.pointee.Text_CountChars(text))), limit)
        let turns = quarterTurns
        var characters = PageCharacters()
        characters.items.reserveCapacity(count)
        for index in 0..<Int32(count) {
            let scalar = api.pointee.Text_GetUnicode(text, index)
            let isGenerated = api.pointee.Text_IsGenerated(text, index) == 1
            if !isGenerated {
                characters.drawn += 1
                if api.pointee.Text_HasUnicodeMapError(text, index) == 1 { characters.unmapped += 1 }
            }
            var box = fdnix_pdfium_rectangle()
            if !isGenerated, api.pointee.Text_GetLooseCharBox(text, index, &box) == 0 { box = fdnix_pdfium_rectangle() }
            characters.append(scalar, Box(box, turns: turns), isGenerated: isGenerated)
        }
        return characters
    }
}
