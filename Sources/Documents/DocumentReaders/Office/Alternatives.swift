/// Which branch of alternate content is read: the first, which programs of today draw; the others say the same again for
/// old ones.
struct Alternatives {
    private var taken: [Bool] = []

    /// Takes the start of an element; whether it and all within is left out.
    mutating func isLeftOut(_ element: XMLElement) -> Bool {
        guard element.namespace == .compatibility else { return false }
        switch element.name {
        case "AlternateContent":
            taken.append(false)
            return false
        case "Choice", "Fallback":
            guard let isTaken = taken.last else { return false }
            taken[taken.count - 1] = true
            return isTaken
        default: return false
        }
    }

    /// Takes the end of an element that was not left out.
    mutating func end(_ namespace: XMLNamespace, _ name: String) {
        if namespace == .compatibility, name == "AlternateContent" { _ = taken.popLast() }
    }
}
