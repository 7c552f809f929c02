import Basics

/// A page in UTF-8, whatever it was written in.
struct DecodedPage {
    /// Valid UTF-8.
    let view: ByteView
    /// How many characters could not be read; U+FFFD stands for each.
    let replaced: Int

    /// How far browsers look for a declaration before they parse, and how far this looks where the bytes are not UTF-8:
    /// browsers go on looking as they parse.
    private static let prescan = 1024
    private static let longHead = 1 << 16

    /// Decodes by byte order mark, else as the page declares, else as UTF-8. Throws `incompatible` where the C library
    /// lacks a charset.
    init(_ source: ByteView, _ charsets: CharsetPolicy) throws {
        let mark = ByteOrderMark(source.bytes)
        let body = try source.slice(mark?.count ?? 0, source.count - (mark?.count ?? 0))
        let declared = mark?.charset ?? DeclaredCharset.find(in: Self.head(body, Self.prescan))
        if (declared ?? .utf8) == .utf8, (try? StrictUTF8.check(body.bytes)) != nil {
            view = body
            replaced = 0
            return
        }
        let charset =
            declared ?? DeclaredCharset.find(in: Self.head(body, Self.longHead))
            ?? (charsets == .detect ? CharsetDetector.charset(of: body.bytes) : nil) ?? .utf8
        let result = try CharsetConverter.convert(body.bytes, from: charset)
        view = ByteView(copying: result.bytes)
        replaced = result.replaced
    }

    private static func head(_ body: ByteView, _ count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: body.bytes.prefix(count))
    }
}
