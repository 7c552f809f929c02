/// What a file says of a document beside its text. Places are bytes of the text's UTF-8, from 0.
public struct DocumentDetails: Sendable, Equatable {
    /// A page, a slide or a part with its number.
    public struct Page: Sendable, Equatable {
        /// The number, from 1.
        public var number: Int
        /// Where its text begins; it ends where the next begins.
        public var offset: Int

        /// A page whose text begins at `offset`.
        public init(number: Int, offset: Int) {
            self.number = number
            self.offset = offset
        }
    }

    /// A heading with all up to the next one.
    public struct Section: Sendable, Equatable {
        /// The words of the heading on one line.
        public var header: String
        /// Where the heading begins.
        public var offset: Int

        /// A section whose heading begins at `offset`.
        public init(header: String, offset: Int) {
            self.header = header
            self.offset = offset
        }
    }

    /// The title; nil where the file gives none.
    public var title: String?
    /// The pages in the order of their places; empty where the format has none, or they are not known.
    public var pages: [Page] = []
    /// The sections in the order of their places.
    public var sections: [Section] = []
    /// More that goes into the metadata of every chunk, by its key there: `legal_metadata`, `source_url`.
    public var metadata: [String: String] = [:]
    /// How many pages the file has; nil where the format has none.
    public var pageCount: Int?
    /// The numbers of pages that should have text and of which none, or hardly any, could be read.
    public var pagesWithoutText: [Int] = []
    /// Why pages were not read off their pictures although that was asked for, with the remedy; nil where they were.
    public var recognitionProblem: String?
    /// How many characters could not be read; U+FFFD stands for each.
    public var replacedCharacters = 0

    /// Details of which nothing is known yet.
    public init() {}
}
