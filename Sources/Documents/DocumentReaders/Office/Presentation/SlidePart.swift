/// Reads a slide, or what is noted under one, of a presentation of Office Open XML.
final class SlidePart: XMLHandler {
    /// What of a part is read.
    enum Kind { case slide, notes }

    private(set) var flow = FlowText()

    private let pictures: [String: String]
    private let kind: Kind
    private var alternatives = Alternatives()
    private var leftOut = 0
    private var inText = 0
    /// The shape under way is the slide's title.
    private var isTitle = false

    /// A reader of a part whose pictures are in the archive under the names that `pictures` gives their identifiers.
    init(_ kind: Kind, pictures: [String: String]) {
        self.kind = kind
        self.pictures = pictures
    }

    func start(_ element: XMLElement) {
        guard leftOut == 0, !alternatives.isLeftOut(element) else {
            leftOut += 1
            return
        }
        switch (element.namespace, element.name) {
        case (.presentation, "sp"): isTitle = false
        case (.presentation, "ph"): startPlaceholder(element.attribute("type") ?? "")
        case (.drawing, "t"): inText += 1
        case (.drawing, "br"): flow.breakLine()
        case (.drawing, "fld"):
            // Numbers of slides are not what they say.
            if element.attribute("type") == "slidenum" { leftOut = 1 }
        case (.drawing, "tc"): flow.open()
        case (.drawing, "blip"):
            let part = element.attribute("embed", in: .reference).flatMap { pictures[$0] }
            if let part, kind == .slide { flow.appendPicture(part: part) }
        default: break
        }
    }

    func end(_ namespace: XMLNamespace, _ name: String) {
        guard leftOut == 0 else {
            leftOut -= 1
            return
        }
        alternatives.end(namespace, name)
        switch (namespace, name) {
        case (.presentation, "sp"): isTitle = false
        case (.drawing, "t"): inText -= 1
        case (.drawing, "p"): flow.endParagraph(isHeading: isTitle)
        case (.drawing, "tc"): flow.closeCell()
        case (.drawing, "tr"): flow.endRow()
        default: break
        }
    }

    func characters(_ bytes: UnsafeRawBufferPointer) { if inText > 0 { flow.append(bytes) } }

    /// Takes what a shape stands for. Its text comes after this.
    private func startPlaceholder(_ type: String) {
        isTitle = kind == .slide && (type == "title" || type == "ctrTitle")
    }
}
