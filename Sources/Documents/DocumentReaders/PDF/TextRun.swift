/// Characters that follow each other on one line without a wide gap.
struct TextRun: Equatable {
    /// What comes after the run where the page's own order is kept.
    enum Ending: Equatable {
        /// A gap on the same line.
        case gap
        /// A new line.
        case line
        /// A new line in the middle of a word.
        case dividedWord
    }

    /// Its places in the page's characters.
    var range: Range<Int>
    /// The box around what is drawn; nil where nothing is.
    var box: Box?
    var letters = 0
    var digits = 0
    var ending = Ending.line

    /// The runs of a page in its order.
    static func runs(of items: [PageCharacters.Item]) -> [TextRun] {
        var runs: [TextRun] = []
        var run = TextRun(range: 0..<0)
        func end(_ index: Int, _ ending: Ending, next: Int) {
            run.range = run.range.lowerBound..<index
            run.ending = ending
            if !run.range.isEmpty || ending == .line { runs.append(run) }
            run = TextRun(range: next..<next)
        }
        var last: Box?
        for (index, item) in items.enumerated() {
            switch item.scalar {
            case PageCharacters.lineFeed: end(index, .line, next: index + 1)
            case PageCharacters.dividingHyphen: end(index, .dividedWord, next: index + 1)
            case 0x20: continue
            default:
                guard let box = item.box else { break }
                if run.box != nil, let last, box.left - last.right > gap(last) {
                    end(index, .gap, next: index)
                }
                run.box = run.box?.joined(box) ?? box
                last = box
                if (0x30...0x39).contains(item.scalar) { run.digits += 1 } else { run.letters += 1 }
            }
        }
        if run.range.lowerBound < items.count { end(items.count, .line, next: items.count) }
        return runs
    }

    /// How wide a gap must be to part two columns.
    static func gap(_ box: Box) -> Float { 0.7 * box.height }
}
