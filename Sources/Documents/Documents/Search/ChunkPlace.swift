public import JSON

/// Where a chunk stands, for people, as its metadata tells.
public struct ChunkPlace: Sendable, Equatable {
    /// The URI of its document; empty where it is not known.
    public var source: String
    /// What its document is called; nil where that is not known.
    public var title: String?
    /// The page on which it begins, counted from 1.
    public var page: Int?
    /// The page on which it ends.
    public var lastPage: Int?
    /// The heading that it stands under.
    public var section: String?
    /// Its number in the document, from 0.
    public var index: Int?
    /// Where the document says that it is on the web.
    public var address: String?

    /// The place that `metadata` tells.
    public init(_ metadata: JSONValue) {
        func text(_ key: String) -> String? { metadata[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        func number(_ key: String) -> Int? { metadata[key]?.int.flatMap { Int(exactly: $0) } }
        source = text("source") ?? ""
        title = text("title")
        page = number("page")
        lastPage = number("page_end")
        section = text("section_header")
        index = number("chunk_index")
        address = text("source_url")
    }

    /// Its pages in words: `page 3`, `pages 3 to 4`; nil where there are none.
    public var pages: String? {
        guard let page else { return nil }
        guard let lastPage, lastPage > page else { return "page \(page)" }
        return "pages \(page) to \(lastPage)"
    }
}
