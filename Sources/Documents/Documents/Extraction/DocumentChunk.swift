import Basics
import DocumentReaders

/// A piece of a document as it is embedded and stored, with where it came from.
public struct DocumentChunk: Sendable, Equatable {
    /// Its words, a part of the document's text as it stands.
    public let text: String
    /// Where it begins in the document's text, in bytes of UTF-8.
    public let offset: Int
    /// The page on which it begins; nil where the format has none.
    public let page: Int?
    /// The page on which it ends.
    public let lastPage: Int?
    /// The last heading at or before its start; nil where there is none.
    public let section: String?

    init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, of details: DocumentDetails) {
        text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        offset = range.lowerBound
        page = details.pages.last(atOrBefore: range.lowerBound, \.offset)?.number
        lastPage = details.pages.last(atOrBefore: range.upperBound - 1, \.offset)?.number
        section = details.sections.last(atOrBefore: range.lowerBound, \.offset)?.header
    }
}

extension Array {
    /// The last element whose place is at or before `limit`; the places ascend.
    fileprivate func last(atOrBefore limit: Int, _ place: (Element) -> Int) -> Element? {
        prefix(upTo: partitionPoint { place($0) > limit }).last
    }
}
