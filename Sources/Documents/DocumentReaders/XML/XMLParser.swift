import Basics
import CXML
import Platform

/// Takes the elements and characters of an XML document in their order.
protocol XMLHandler: AnyObject {
    /// Takes the start of an element. Throws what ends the parsing.
    func start(_ element: XMLElement) throws
    /// Takes the end of an element. Throws what ends the parsing.
    func end(_ namespace: XMLNamespace, _ name: String) throws
    /// Takes characters in valid UTF-8, not always all that stand between two elements.
    func characters(_ bytes: UnsafeRawBufferPointer) throws
}

/// Many handlers ask for attributes alone.
extension XMLHandler {
    func end(_ namespace: XMLNamespace, _ name: String) {}
    func characters(_ bytes: UnsafeRawBufferPointer) {}
}

/// Reads XML by libxml2, in pieces and without a tree. Entities of the document's own stand for nothing, and nothing is
/// fetched.
final class XMLParser {
    /// How deep elements may be nested: as deep as libxml2 lets them where it builds a tree.
    private static let deepest = 256

    private let library: XMLLibrary
    private let handler: any XMLHandler
    private var parser: OpaquePointer?
    private var failure: (any Error)?
    private var depth = 0
    /// The vocabularies by the address of their name, of which libxml2 keeps one a document.
    private var namespaces: [UnsafePointer<UInt8>: XMLNamespace] = [:]

    /// A parser that tells `handler`. Throws `notFound` where the system has no libxml2.
    init(_ handler: any XMLHandler) throws {
        library = try XMLLibrary.load()
        self.handler = handler
        var callbacks = Self.callbacks
        parser = library.api.pointee.xml_new(&callbacks, Unmanaged.passUnretained(self).toOpaque(), nil, 0, nil)
        guard let parser else {
            throw FdnixError(.io, "libxml2 has no memory for a document; give the process more, or close others")
        }
        _ = library.api.pointee.xml_options(
            parser, Int32(FDNIX_XML_NO_ERROR | FDNIX_XML_NO_WARNING | FDNIX_XML_NO_NET))
    }

    deinit {
        if let parser { library.api.pointee.xml_free(parser) }
    }

    /// Parses the next piece. Throws `malformedInput` where it is not XML, and what the handler threw.
    func parse(_ piece: UnsafeRawBufferPointer) throws {
        let base = piece.assumingMemoryBound(to: CChar.self).baseAddress
        // libxml2 counts in 32 bits.
        for start in stride(from: 0, to: piece.count, by: 1 << 20) {
            let count = min(1 << 20, piece.count - start)
            try check(library.api.pointee.xml_parse(parser, base.map { $0 + start }, Int32(count), 0))
        }
    }

    /// Ends the document. Throws `malformedInput` where it is not whole, and what the handler threw.
    func finish() throws { try check(library.api.pointee.xml_parse(parser, nil, 0, 1)) }

    private func check(_ code: Int32) throws {
        if let failure { throw failure }
        guard code == 0 else {
            throw FdnixError(.malformedInput, "the document's XML is broken (libxml2's error \(code))")
        }
    }

    /// The vocabulary of this name, which is one of the document's own.
    func namespace(_ uri: UnsafePointer<UInt8>?) -> XMLNamespace {
        guard let uri else { return .other }
        if let known = namespaces[uri] { return known }
        let namespace = XMLNamespace(uri: String(cString: uri))
        namespaces[uri] = namespace
        return namespace
    }

    /// Does `step`; an error ends the parsing.
    private func attempt(_ step: (any XMLHandler) throws -> Void) {
        guard failure == nil else { return }
        do {
            try step(handler)
        } catch {
            failure = error
            library.api.pointee.stop(parser)
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> XMLParser? {
        context.map { Unmanaged<XMLParser>.fromOpaque($0).takeUnretainedValue() }
    }

    private static var callbacks: fdnix_xml_handler {
        var callbacks = fdnix_xml_handler()
        callbacks.initialized = UInt32(FDNIX_XML_SAX2)
        callbacks.start_element_ns = { context, name, _, uri, _, _, count, _, attributes in
            guard let parser = XMLParser.from(context), let name else { return }
            let element = XMLElement(String(cString: name), uri, attributes, Int(count), of: parser)
            parser.depth += 1
            parser.attempt { handler in
                guard parser.depth <= XMLParser.deepest else {
                    throw FdnixError(
                        .malformedInput, "the document's XML is broken (nested more than \(XMLParser.deepest) deep)")
                }
                try handler.start(element)
            }
        }
        callbacks.end_element_ns = { context, name, _, uri in
            guard let parser = XMLParser.from(context), let name else { return }
            parser.depth -= 1
            parser.attempt { try $0.end(parser.namespace(uri), String(cString: name)) }
        }
        let characters: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, Int32) -> Void = {
            context, bytes, count in
            XMLParser.from(context)?.attempt {
                try $0.characters(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            }
        }
        callbacks.characters = characters
        callbacks.ignorable_white_space = characters
        callbacks.cdata_block = characters
        return callbacks
    }
}
