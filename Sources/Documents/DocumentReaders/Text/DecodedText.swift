import Basics

/// A text in UTF-8, without a byte order mark.
struct DecodedText {
    /// Valid UTF-8.
    let view: ByteView

    /// The text as a byte order mark says, else UTF-8; with `.detect`, a text without a mark is taken for what its bytes
    /// most look like. Throws `malformedInput` where that does not fit.
    init(_ view: ByteView, _ charsets: CharsetPolicy) throws {
        let mark = ByteOrderMark(view.bytes)
        let body = try view.slice(mark?.count ?? 0, view.count - (mark?.count ?? 0))
        let detected = mark == nil && charsets == .detect ? CharsetDetector.charset(of: body.bytes) : nil
        let charset = mark?.charset ?? detected ?? .utf8
        if charset == .utf8 { try StrictUTF8.check(body.bytes) }
        self.view = charset == .utf8 ? body : try Self.converted(body, from: charset)
    }

    private static func converted(_ body: ByteView, from charset: Charset) throws -> ByteView {
        let result = try CharsetConverter.convert(body.bytes, from: charset)
        guard result.replaced == 0 else {
            throw FdnixError(
                .malformedInput,
                "\(result.replaced) characters of the text are not valid \(charset.name); convert it to UTF-8")
        }
        return ByteView(copying: result.bytes)
    }
}
