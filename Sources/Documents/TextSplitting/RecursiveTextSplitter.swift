public import Basics

/// Cuts a text into chunks of at most `size` code points that overlap by at most `overlap`, at paragraphs where it can,
/// else at lines, at spaces, or between code points.
///
/// The chunks are, byte for byte, those of LangChain's `RecursiveCharacterTextSplitter` with its own separators
/// (<https://python.langchain.com/api_reference/text_splitters/character/>), but that a media token is never cut. Every
/// chunk is a piece of the text as it stands, so that it can be told where it came from.
///
/// ```swift
/// let splitter = try RecursiveTextSplitter(size: 5, overlap: 2)
/// splitter.split("a b c d e f g")  // ["a b c", "c d", "d e", "e f", "f g"]
/// ```
public struct RecursiveTextSplitter: Sendable {
    /// The most code points a chunk has, but for a media token that is longer.
    public let size: Int
    /// The most code points that a chunk shares with the one before it.
    public let overlap: Int

    /// A splitter into chunks of `size` code points, of which `overlap` may be shared. Throws `usage` unless `size` is
    /// positive and `overlap` is neither negative nor as large as `size`.
    public init(size: Int, overlap: Int) throws(FdnixError) {
        guard size >= 1 else {
            throw FdnixError(.usage, "a chunk size of \(size) cannot be; set one of at least 1 code point")
        }
        guard overlap >= 0, overlap < size else {
            throw FdnixError(
                .usage, "an overlap of \(overlap) does not fit chunks of \(size); set one from 0 to \(size - 1)")
        }
        self.size = size
        self.overlap = overlap
    }

    /// The usual splitter: chunks of 1,000 code points of which 200 may be shared.
    public static let usual = RecursiveTextSplitter(checkedSize: 1000, overlap: 200)

    private init(checkedSize size: Int, overlap: Int) {
        self.size = size
        self.overlap = overlap
    }

    /// The same splitter where chunks have at most `limit` code points, 2 or more: a model may take no longer ones.
    public func limited(to limit: Int) -> RecursiveTextSplitter {
        guard size > limit, limit >= 2 else { return self }
        return RecursiveTextSplitter(checkedSize: limit, overlap: min(overlap, limit / 2))
    }

    /// The chunks of `text` in their order; white space around each is left out.
    public func split(_ text: String) -> [String] {
        var text = text
        text.makeContiguousUTF8()
        return ranges(in: text).map { range in
            let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
            return String(text[start..<text.utf8.index(start, offsetBy: range.count)])
        }
    }

    /// Where the chunks of `text` lie, in bytes of its UTF-8, in their order.
    public func ranges(in text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { ranges(in: UnsafeRawBufferPointer($0)) }
    }

    /// Where the chunks of a text lie whose UTF-8 is `bytes`, which must be valid. `release` is called now and then: what was
    /// read so far is needed no more, but for a look back of a chunk.
    public func ranges(in bytes: UnsafeRawBufferPointer, release: @escaping () -> Void = {}) -> [Range<Int>] {
        var pass = SplittingPass(bytes, size: size, overlap: overlap, release: release)
        pass.split(0..<bytes.count, at: .paragraph)
        return pass.chunks
    }
}
