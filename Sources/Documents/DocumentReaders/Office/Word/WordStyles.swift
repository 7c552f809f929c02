/// The paragraph styles of a text document, as far as they say what a paragraph is.
final class WordStyles: XMLHandler {
    private struct Style {
        var name = ""
        var base: String?
        var level: Int?
    }

    private var styles: [String: Style] = [:]
    private var identifier: String?

    func start(_ element: XMLElement) {
        guard element.namespace == .word else { return }
        switch element.name {
        case "style":
            identifier = element.attribute("styleId", in: .word)
            if let identifier { styles[identifier] = Style() }
        case "name": change { $0.name = element.attribute("val", in: .word)?.lowercased() ?? "" }
        case "basedOn": change { $0.base = element.attribute("val", in: .word) }
        case "outlineLvl": change { $0.level = element.attribute("val", in: .word).flatMap { Int($0) } }
        default: break
        }
    }

    func end(_ namespace: XMLNamespace, _ name: String) {
        if namespace == .word, name == "style" { identifier = nil }
    }

    /// Whether paragraphs of this style are headings, themselves or by a style they are based on.
    func isHeading(_ identifier: String) -> Bool {
        var next: String? = identifier
        // A chain of styles may be a circle.
        for _ in 0..<16 {
            guard let name = next, let style = styles[name] else { return false }
            if style.name.hasPrefix("heading ") { return true }
            if let level = style.level { return level < 9 }
            next = style.base
        }
        return false
    }

    /// Whether paragraphs of this style are the document's title.
    func isTitle(_ identifier: String) -> Bool { styles[identifier]?.name == "title" }

    private func change(_ body: (inout Style) -> Void) {
        if let identifier { body(&styles[identifier, default: Style()]) }
    }
}
