import ServiceAPI

/// Finds which marks of emphasis belong together.
enum MarkdownEmphasis {
    /// A part of a text, or a mark that may begin or end emphasis.
    enum Piece {
        case node(MarkdownInline.Node), mark(Mark)
    }

    /// One or two asterisks or underscores.
    struct Mark {
        let text: ArraySlice<UInt8>
        let canOpen: Bool
        let canClose: Bool
    }

    /// The nodes of pieces; marks without a partner are text.
    static func nodes(of pieces: [Piece]) -> [MarkdownInline.Node] {
        nodes(of: pieces, in: pieces.indices, partners(of: pieces))
    }

    /// Where each mark that opens is closed. None opens inside one of its kind, which bounds how deep emphasis is.
    private static func partners(of pieces: [Piece]) -> [Int: Int] {
        var partners: [Int: Int] = [:]
        var open: [(text: ArraySlice<UInt8>, place: Int)] = []
        for (place, piece) in pieces.enumerated() {
            guard case .mark(let mark) = piece else { continue }
            let isOpen = open.contains { $0.text == mark.text }
            if mark.canClose, isOpen {
                while let last = open.popLast() {
                    if last.text == mark.text {
                        partners[last.place] = place
                        break
                    }
                }
            } else if mark.canOpen, !isOpen {
                open.append((mark.text, place))
            }
        }
        return partners
    }

    private static func nodes(
        of pieces: [Piece], in range: Range<Int>, _ partners: [Int: Int]
    ) -> [MarkdownInline.Node] {
        var nodes: [MarkdownInline.Node] = []
        var place = range.lowerBound
        while place < range.upperBound {
            switch pieces[place] {
            case .node(let node): nodes.append(node)
            case .mark(let mark):
                if let end = partners[place] {
                    nodes.append(
                        .emphasis(isStrong: mark.text.count == 2, self.nodes(of: pieces, in: place + 1..<end, partners))
                    )
                    place = end
                } else {
                    nodes.append(.text(mark.text))
                }
            }
            place += 1
        }
        return nodes
    }
}
