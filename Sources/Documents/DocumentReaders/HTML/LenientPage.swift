import Basics
import CXML
import Platform

/// Reads a page by libxml2's HTML parser, which knows less of HTML5 than gumbo and builds no tree here: where gumbo gives
/// up, it does not.
final class LenientPage {
    private var text = PageText()

    private init() {}

    /// The text of valid UTF-8. Throws `malformedInput` where the page takes too long, `notFound` where the system has no
    /// libxml2.
    static func text(_ bytes: UnsafeRawBufferPointer, _ limits: HTMLLimits) throws -> PageText {
        let library = try XMLLibrary.load()
        let page = LenientPage()
        var handler = page.handler
        let context = Unmanaged.passUnretained(page).toOpaque()
        guard let parser = library.api.pointee.html_new(&handler, context, nil, 0, nil, Int32(FDNIX_XML_UTF8))
        else { throw FdnixError(.io, "libxml2 has no memory for a page; give the process more, or close others") }
        defer { library.api.pointee.html_free(parser) }
        _ = library.api.pointee.html_options(
            parser,
            Int32(
                FDNIX_HTML_RECOVER | FDNIX_XML_NO_ERROR | FDNIX_XML_NO_WARNING
                    | FDNIX_XML_NO_NET))
        let deadline = processorTime() + limits.parsingTime
        for start in stride(from: 0, to: bytes.count, by: 1 << 14) {
            let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 1 << 14, bytes.count)])
            let base = piece.assumingMemoryBound(to: CChar.self).baseAddress
            _ = library.api.pointee.html_parse(parser, base, Int32(piece.count), 0)
            guard processorTime() < deadline else {
                throw FdnixError(
                    .malformedInput,
                    "the page takes longer than \(limits.parsingTime) to read; its elements may be nested without end")
            }
        }
        _ = library.api.pointee.html_parse(parser, nil, 0, 1)
        return withExtendedLifetime(page) { page.text }
    }

    private var handler: fdnix_xml_handler {
        var handler = fdnix_xml_handler()
        handler.initialized = UInt32(FDNIX_XML_SAX2)
        handler.start_element = { context, name, _ in
            LenientPage.from(context)?.text.open(LenientPage.element(name))
        }
        handler.end_element = { context, name in
            LenientPage.from(context)?.text.close(LenientPage.element(name))
        }
        let characters: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, Int32) -> Void = {
            LenientPage.from($0)?.text.append(UnsafeRawBufferPointer(start: $1, count: Int($2)))
        }
        handler.characters = characters
        handler.ignorable_white_space = characters
        // The contents of scripts and styles; they are dropped with their elements.
        handler.cdata_block = characters
        return handler
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> LenientPage? {
        context.map { Unmanaged<LenientPage>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func element(_ name: UnsafePointer<UInt8>?) -> HTMLElement {
        name.map { HTMLElement(name: String(cString: $0)) } ?? .inline
    }

    private static func processorTime() -> Duration {
        var now = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
        return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
    }
}
