/// Reads the order of a presentation's slides.
final class SlideList: XMLHandler {
    /// The identifiers of the slides' references, in their order.
    private(set) var identifiers: [String] = []

    func start(_ element: XMLElement) {
        guard element.namespace == .presentation, element.name == "sldId",
            let identifier = element.attribute("id", in: .reference)
        else { return }
        identifiers.append(identifier)
    }
}
