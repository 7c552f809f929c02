/// Brings columns of running text that a file draws line by line, all columns at once, into the order of reading.
///
/// Tables are drawn that way as well and must stay: only where both sides of a gap that goes down over several lines are
/// lines of words, close to each other and nearly as long as their column is wide, they are columns of text.
enum ColumnOrder {
    /// How many lines must have the gap.
    private static let fewestLines = 4

    /// The runs in the order of reading. Those that move end with a new line.
    static func arrange(_ runs: [TextRun]) -> [TextRun] {
        guard runs.count >= 2 * fewestLines, runs.contains(where: { $0.box != nil }) else { return runs }
        return arrange(runs, depth: 0)
    }

    private static func arrange(_ runs: [TextRun], depth: Int) -> [TextRun] {
        // More columns than this do not hold running text.
        guard depth < 6 else { return runs }
        var result: [TextRun] = []
        result.reserveCapacity(runs.count)
        var index = 0
        while index < runs.count {
            guard let block = Block(runs, from: index) else {
                result.append(runs[index])
                index += 1
                continue
            }
            if block.isText(runs) {
                let (left, right) = block.sides(runs)
                result += left
                result += arrange(right, depth: depth + 1)
                index = block.range.upperBound
            } else {
                // The next pair may begin another block; what lies within this one is looked at again only from there.
                result += runs[index..<block.firstPairEnd]
                index = block.firstPairEnd
            }
        }
        return result
    }

    /// Runs on both sides of a gap, none of which crosses it.
    private struct Block {
        private(set) var range: Range<Int>
        /// How many lines have the gap with a run on either side.
        private(set) var lines = 0
        let firstPairEnd: Int
        private var gutter: ClosedRange<Float>

        /// The block that begins with the pair at `start`; nil where no pair is there.
        init?(_ runs: [TextRun], from start: Int) {
            guard start + 1 < runs.count, let first = Self.gutter(runs[start], runs[start + 1]) else { return nil }
            gutter = first
            firstPairEnd = start + 2
            var end = start
            // Bounded: a page of a table's cells must not be gone through once a cell.
            let last = min(runs.count, start + 400)
            while end < last {
                if end + 1 < last, let pair = Self.gutter(runs[end], runs[end + 1]),
                    max(pair.lowerBound, gutter.lowerBound) < min(pair.upperBound, gutter.upperBound)
                {
                    let shared = max(pair.lowerBound, gutter.lowerBound)...min(pair.upperBound, gutter.upperBound)
                    guard shared.upperBound - shared.lowerBound >= Self.narrowest(runs[end]) else { break }
                    gutter = shared
                    lines += 1
                    end += 2
                } else if let box = runs[end].box, box.left < gutter.upperBound, box.right > gutter.lowerBound {
                    break
                } else {
                    end += 1
                }
            }
            range = start..<end
        }

        private static func narrowest(_ run: TextRun) -> Float { 0.5 * (run.box.map(TextRun.gap) ?? 0) }

        private static func gutter(_ left: TextRun, _ right: TextRun) -> ClosedRange<Float>? {
            guard let left = left.box, let right = right.box, left.isBeside(right),
                right.left - left.right > TextRun.gap(left)
            else { return nil }
            return left.right...right.left
        }

        /// Whether both sides are lines of running text.
        func isText(_ runs: [TextRun]) -> Bool {
            guard lines >= ColumnOrder.fewestLines else { return false }
            let (left, right) = sides(runs)
            return Self.isText(left) && Self.isText(right)
        }

        /// The runs on the left of the gap, and those on the right.
        func sides(_ runs: [TextRun]) -> (left: [TextRun], right: [TextRun]) {
            var sides: (left: [TextRun], right: [TextRun]) = ([], [])
            for var run in runs[range] {
                if run.ending == .gap, let box = run.box, box.right <= gutter.lowerBound + 0.01 { run.ending = .line }
                if let box = run.box, box.left >= gutter.upperBound - 0.01 {
                    sides.right.append(run)
                } else {
                    sides.left.append(run)
                }
            }
            return sides
        }

        private static func isText(_ runs: [TextRun]) -> Bool {
            let boxes = runs.compactMap(\.box)
            guard boxes.count >= ColumnOrder.fewestLines else { return false }
            let letters = runs.reduce(0) { $0 + $1.letters }
            let digits = runs.reduce(0) { $0 + $1.digits }
            guard digits * 4 < letters, letters >= 15 * boxes.count else { return false }
            let edges = boxes.reduce(boxes[0]) { $0.joined($1) }
            let widths = boxes.map(\.width).sorted()
            let heights = boxes.map(\.height).sorted()
            let steps = zip(boxes, boxes.dropFirst()).map { abs($0.bottom - $1.bottom) }.filter { $0 > 0.1 }.sorted()
            let height = heights[heights.count / 2]
            // Columns further to the right are part of this side's width.
            guard let step = steps.isEmpty ? nil : steps[steps.count / 2] else { return false }
            return widths[widths.count / 2] > 0.55 * min(edges.width, widths[widths.count - 1] * 1.2)
                && step < 2.2 * height && widths[widths.count / 2] > 4 * height
        }
    }
}
