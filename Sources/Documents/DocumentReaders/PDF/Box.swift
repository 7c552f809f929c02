import CPDFium

/// A rectangle on a page as it is shown, in points; up is positive.
struct Box: Equatable {
    var left: Float
    var bottom: Float
    var right: Float
    var top: Float

    var width: Float { right - left }
    var height: Float { top - bottom }

    /// The smallest box that holds both.
    func joined(_ other: Box) -> Box {
        Box(
            left: min(left, other.left), bottom: min(bottom, other.bottom), right: max(right, other.right),
            top: max(top, other.top))
    }

    /// Whether both stand on one line: the lower one has half its height in common with the other.
    func isBeside(_ other: Box) -> Bool {
        min(top, other.top) - max(bottom, other.bottom) > 0.5 * min(height, other.height)
    }
}

extension Box {
    /// A rectangle of PDFium's, which knows nothing of a page's `turns` by a quarter.
    init(_ box: fdnix_pdfium_rectangle, turns: Int) {
        let (left, right) = (min(box.left, box.right), max(box.left, box.right))
        let (bottom, top) = (min(box.bottom, box.top), max(box.bottom, box.top))
        self =
            switch turns {
            case 1: Box(left: bottom, bottom: -right, right: top, top: -left)
            case 2: Box(left: -right, bottom: -top, right: -left, top: -bottom)
            case 3: Box(left: -top, bottom: left, right: -bottom, top: right)
            default: Box(left: left, bottom: bottom, right: right, top: top)
            }
    }
}
