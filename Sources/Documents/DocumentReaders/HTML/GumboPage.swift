import Basics
import CGumbo
import Platform

/// Reads a page as HTML5 says, by gumbo, within bounds of memory and time.
struct GumboPage: ~Copyable {
    /// The bound that a page did not keep to.
    enum Excess: Error { case memory, time }

    private let library: GumboLibrary
    private let page: OpaquePointer

    /// Parses valid UTF-8, which must live as long as the page. Throws `Excess`, or `notFound` where the system has no
    /// gumbo.
    init(_ bytes: UnsafeRawBufferPointer, _ limits: HTMLLimits) throws {
        let library = try GumboLibrary.load()
        var status: Int32 = 0
        let base = bytes.assumingMemoryBound(to: CChar.self).baseAddress
        let page = fdnix_gumbo_parse(
            library.api, base, bytes.count, limits.treeBytes, Int64(limits.parsingTime / .nanoseconds(1)), &status)
        guard let page else { throw Int(status) == FDNIX_GUMBO_OUT_OF_TIME ? Excess.time : Excess.memory }
        self.library = library
        self.page = page
    }

    deinit { fdnix_gumbo_free(page) }

    /// The text of the page. The tree may be as deep as the page is long: the way down is a list, not the stack.
    func text() -> PageText {
        var text = PageText()
        var path: [(node: UnsafePointer<fdnix_gumbo_node>, next: Int)] = []
        if let root = fdnix_gumbo_tree(page) { path.append((root, 0)) }
        while let (node, next) = path.last {
            let children = node.pointee.children
            guard next < Int(children.length), let child = children.data[next] else {
                if let element = element(of: node) { text.close(element) }
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            let inner = UnsafePointer(child.assumingMemoryBound(to: fdnix_gumbo_node.self))
            switch Int(inner.pointee.type) {
            case FDNIX_GUMBO_TEXT, FDNIX_GUMBO_CDATA, FDNIX_GUMBO_WHITESPACE:
                if let characters = inner.pointee.v.text.text {
                    text.append(UnsafeRawBufferPointer(start: characters, count: strlen(characters)))
                }
            case FDNIX_GUMBO_ELEMENT:
                if let element = element(of: inner) { text.open(element) }
                path.append((inner, 0))
            // A template's contents are not seen, nor are comments.
            default: break
            }
        }
        return text
    }

    private func element(of node: UnsafePointer<fdnix_gumbo_node>) -> HTMLElement? {
        guard Int(node.pointee.type) == FDNIX_GUMBO_ELEMENT else { return nil }
        let element = library.element(node.pointee.v.element.tag)
        // A drawing's titles name its parts.
        if case .title = element, Int(node.pointee.v.element.tag_namespace) != FDNIX_GUMBO_NAMESPACE_HTML {
            return .inline
        }
        return element
    }
}

extension fdnix_gumbo_node {
    fileprivate var children: fdnix_gumbo_vector {
        switch Int(type) {
        case FDNIX_GUMBO_DOCUMENT: v.document.children
        case FDNIX_GUMBO_ELEMENT: v.element.children
        default: fdnix_gumbo_vector()
        }
    }
}
