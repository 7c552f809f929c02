/// The vocabularies of the formats that are read, each under the names that its versions have.
enum XMLNamespace: Sendable {
    /// Text documents of Office Open XML (ECMA-376), whose names differ between the transitional and the strict form.
    case word
    /// Drawings in documents of Office Open XML.
    case drawing
    /// Presentations of Office Open XML.
    case presentation
    /// References from one part of an Office Open XML document to another.
    case reference
    /// The list of what a part of an Office Open XML document refers to.
    case relationships
    /// Alternatives for programs of different age (ECMA-376 part 3).
    case compatibility
    /// Drawings of old Office documents.
    case vml
    /// Formulas of Office Open XML.
    case math
    /// Dublin Core's properties of documents.
    case dublinCore
    /// OpenDocument (ISO/IEC 26300): the frame of a document, its text, tables, drawings and styles.
    case odfOffice, odfText, odfTable, odfDraw, odfStyle
    case xlink
    /// The list of files of an OpenDocument document, and that of a publication's container.
    case odfManifest, container
    /// The package of an electronic publication (EPUB).
    case publication
    /// XML Encryption: what of a publication is encrypted.
    case encryption
    case other

    /// The vocabulary that `uri` names.
    init(uri: String) { self = Self.names[uri] ?? .other }

    private static let names: [String: XMLNamespace] = {
        let transitional = "http://schemas.openxmlformats.org/"
        let strict = "http://purl.oclc.org/ooxml/"
        let odf = "urn:oasis:names:tc:opendocument:xmlns:"
        return [
            transitional + "wordprocessingml/2006/main": .word, strict + "wordprocessingml/main": .word,
            transitional + "drawingml/2006/main": .drawing, strict + "drawingml/main": .drawing,
            transitional + "presentationml/2006/main": .presentation, strict + "presentationml/main": .presentation,
            transitional + "officeDocument/2006/relationships": .reference,
            strict + "officeDocument/relationships": .reference,
            transitional + "officeDocument/2006/math": .math, strict + "officeDocument/math": .math,
            transitional + "package/2006/relationships": .relationships,
            transitional + "markup-compatibility/2006": .compatibility,
            "urn:schemas-microsoft-com:vml": .vml,
            "http://purl.org/dc/elements/1.1/": .dublinCore,
            odf + "office:1.0": .odfOffice, odf + "text:1.0": .odfText, odf + "table:1.0": .odfTable,
            odf + "drawing:1.0": .odfDraw, odf + "style:1.0": .odfStyle, odf + "manifest:1.0": .odfManifest,
            odf + "container": .container,
            "http://www.w3.org/1999/xlink": .xlink,
            "http://www.idpf.org/2007/opf": .publication,
            "http://www.w3.org/2001/04/xmlenc#": .encryption,
        ]
    }()
}
