/// Writes small PDFs for tests: pages of content streams in Helvetica.
package struct PDFMaker {
    package var pages: [String]
    package var mediaBox: String
    /// More members of the catalog, and more objects, from number 4 on.
    package var catalog: String
    package var objects: [String]
    /// More members of each page.
    package var page: String

    /// A file of these content streams, a page each.
    package init(
        pages: [String] = [], mediaBox: String = "0 0 612 792", catalog: String = "", objects: [String] = [],
        page: String = ""
    ) {
        self.pages = pages
        self.mediaBox = mediaBox
        self.catalog = catalog
        self.objects = objects
        self.page = page
    }

    /// Text at places in points.
    package static func text(_ lines: [(x: Int, y: Int, text: String)], size: Int = 10) -> String {
        lines.map { "BT /F1 \(size) Tf 1 0 0 1 \($0.x) \($0.y) Tm (\($0.text)) Tj ET" }.joined(separator: "\n")
    }

    /// The file; without its table of objects and trailer where `isWhole` is false.
    package func bytes(isWhole: Bool = true, hasCatalog: Bool = true) -> [UInt8] {
        let first = 4 + objects.count
        let kids = pages.indices.map { "\(first + 2 * $0) 0 R" }.joined(separator: " ")
        var all = [
            hasCatalog ? "<</Type/Catalog/Pages 2 0 R\(catalog)>>" : "null",
            hasCatalog ? "<</Type/Pages/Count \(pages.count)/Kids[\(kids)]>>" : "null",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        ]
        all += objects
        for (index, content) in pages.enumerated() {
            all.append(
                "<</Type/Page/Parent 2 0 R/MediaBox[\(mediaBox)]/Contents \(first + 2 * index + 1) 0 R"
                    + "/Resources<</Font<</F1 3 0 R>>>>\(page)>>")
            all.append("<</Length \(content.utf8.count)>>\nstream\n\(content)\nendstream")
        }
        var text = "%PDF-1.4\n"
        var places: [Int] = []
        for (index, object) in all.enumerated() {
            places.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        guard isWhole else { return Array(text.utf8) }
        let start = text.utf8.count
        text += "xref\n0 \(all.count + 1)\n0000000000 65535 f \n"
        for place in places {
            let digits = String(place)
            text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        text += "trailer\n<</Size \(all.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n"
        return Array(text.utf8)
    }
}
