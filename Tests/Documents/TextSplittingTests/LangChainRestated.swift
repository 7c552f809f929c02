/// LangChain's algorithm as its source reads, on arrays of code points: slow, plain, and without any of the ideas of the
/// splitter under test. The fixture holds it to the original as well.
struct LangChainRestated {
    typealias Text = [Unicode.Scalar]
    let size: Int
    let overlap: Int

    func split(_ text: String) -> [String] {
        split(Array(text.unicodeScalars), ["\n\n", "\n", " ", ""]).map { String(String.UnicodeScalarView($0)) }
    }

    private func split(_ text: Text, _ separators: [String]) -> [Text] {
        var chunks: [Text] = []
        let index = separators.firstIndex { find($0, in: text, from: 0) != nil } ?? separators.count - 1
        let rest = Array(separators[(index + 1)...])
        var good: [Text] = []
        for part in parts(of: text, separators[index]) {
            if part.count < size {
                good.append(part)
                continue
            }
            chunks += merge(good)
            good = []
            chunks += rest.isEmpty ? [part] : split(part, rest)
        }
        return chunks + merge(good)
    }

    private func parts(of text: Text, _ separator: String) -> [Text] {
        guard !separator.isEmpty else { return text.map { [$0] } }
        var parts: [Text] = []
        var start = 0
        var searched = 0
        while let found = find(separator, in: text, from: searched) {
            parts.append(Array(text[start..<found]))
            start = found
            searched = found + separator.unicodeScalars.count
        }
        return (parts + [Array(text[start...])]).filter { !$0.isEmpty }
    }

    private func find(_ separator: String, in text: Text, from start: Int) -> Int? {
        let wanted = Array(separator.unicodeScalars)
        guard start + wanted.count <= text.count else { return nil }
        return (start...text.count - wanted.count).first { Array(text[$0..<$0 + wanted.count]) == wanted }
    }

    private func merge(_ parts: [Text]) -> [Text] {
        var chunks: [Text] = []
        var current: [Text] = []
        var total = 0
        for part in parts {
            if total + part.count > size, !current.isEmpty {
                chunks.append(strip(current))
                while total > overlap || (total + part.count > size && total > 0) {
                    total -= current.removeFirst().count
                }
            }
            current.append(part)
            total += part.count
        }
        return (chunks + [strip(current)]).filter { !$0.isEmpty }
    }

    private func strip(_ parts: [Text]) -> Text {
        func isStripped(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
        }
        let text = parts.flatMap { $0 }
        guard let first = text.firstIndex(where: { !isStripped($0) }),
            let last = text.lastIndex(where: { !isStripped($0) })
        else { return [] }
        return Array(text[first...last])
    }
}
