/// Office documents of the tests' own making.
package enum OfficeSamples {
    private static let open = "http://schemas.openxmlformats.org"
    private static let kinds = "\(open)/officeDocument/2006/relationships"
    private static let names = """
        xmlns:w="\(open)/wordprocessingml/2006/main" xmlns:a="\(open)/drawingml/2006/main" xmlns:r="\(kinds)" \
        xmlns:p="\(open)/presentationml/2006/main" xmlns:mc="\(open)/markup-compatibility/2006" \
        xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="\(open)/officeDocument/2006/math"
        """

    /// A list of references: identifier, kind and target of each.
    package static func references(_ entries: [(String, String, String)]) -> String {
        let list = entries.map { "<Relationship Id=\"\($0.0)\" Type=\"\(kinds)/\($0.1)\" Target=\"\($0.2)\"/>" }
            .joined()
        return "<Relationships xmlns=\"\(open)/package/2006/relationships\">\(list)</Relationships>"
    }

    /// A part with this root, as `w:document` or `w:ftr`.
    package static func part(_ root: String, _ contents: String) -> String { "<\(root) \(names)>\(contents)</\(root)>" }

    /// A text document with this body. `references` are identifier, kind and target of its other parts, `parts` those.
    package static func docx(
        _ body: String, references: [(String, String, String)] = [], parts: KeyValuePairs<String, String> = [:]
    ) -> [UInt8] {
        var writer = ZipWriter()
        writer.add("_rels/.rels", Self.references([("r1", "officeDocument", "word/document.xml")]))
        writer.add("word/document.xml", part("w:document", "<w:body>\(body)</w:body>"))
        if !references.isEmpty { writer.add("word/_rels/document.xml.rels", Self.references(references)) }
        for (name, contents) in parts { writer.add(name, contents) }
        return writer.finished()
    }

    /// A paragraph of one run.
    package static func paragraph(_ text: String, style: String? = nil) -> String {
        let properties = style.map { "<w:pPr><w:pStyle w:val=\"\($0)\"/></w:pPr>" } ?? ""
        return "<w:p>\(properties)<w:r><w:t>\(text)</w:t></w:r></w:p>"
    }

    /// A table of rows of cells, each of one paragraph.
    package static func table(_ rows: [[String]]) -> String {
        "<w:tbl>" + rows.map { "<w:tr>\($0.map { "<w:tc>\(paragraph($0))</w:tc>" }.joined())</w:tr>" }.joined()
            + "</w:tbl>"
    }

    private static let odf = "urn:oasis:names:tc:opendocument:xmlns"
    private static let odfNames = """
        xmlns:office="\(odf):office:1.0" xmlns:text="\(odf):text:1.0" xmlns:table="\(odf):table:1.0" \
        xmlns:draw="\(odf):drawing:1.0" xmlns:style="\(odf):style:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" \
        xmlns:svg="\(odf):svg-compatible:1.0"
        """

    /// An OpenDocument text with this body.
    package static func odt(_ body: String, parts: KeyValuePairs<String, String> = [:]) -> [UInt8] {
        var writer = ZipWriter()
        writer.add("mimetype", Array("application/vnd.oasis.opendocument.text".utf8), isCompressed: false)
        writer.add(
            "content.xml",
            "<office:document-content \(odfNames)><office:body><office:text>\(body)</office:text></office:body>"
                + "</office:document-content>")
        for (name, contents) in parts { writer.add(name, contents) }
        return writer.finished()
    }

    /// The styles of an OpenDocument text with this master page.
    package static func odtStyles(_ page: String) -> String {
        "<office:document-styles \(odfNames)><office:master-styles><style:master-page>\(page)</style:master-page>"
            + "</office:master-styles></office:document-styles>"
    }

    /// A publication of these parts, read in their order.
    package static func epub(_ parts: KeyValuePairs<String, String>, encryption: String? = nil) -> [UInt8] {
        var writer = ZipWriter()
        writer.add(
            "META-INF/container.xml",
            "<container xmlns=\"\(odf):container\"><rootfiles><rootfile full-path=\"OEBPS/a.opf\"/></rootfiles></container>"
        )
        let items = parts.enumerated().map {
            "<item id=\"i\($0)\" href=\"\($1.key)\" media-type=\"application/xhtml+xml\"/>"
        }
        let spine = parts.indices.map { "<itemref idref=\"i\($0)\"/>" }
        writer.add(
            "OEBPS/a.opf",
            "<package xmlns=\"http://www.idpf.org/2007/opf\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><metadata>"
                + "<dc:title>A  Book</dc:title></metadata><manifest>\(items.joined())</manifest>"
                + "<spine>\(spine.joined())</spine></package>")
        for (name, contents) in parts { writer.add("OEBPS/\(name)", contents) }
        if let encryption { writer.add("META-INF/encryption.xml", encryption) }
        return writer.finished()
    }
}
