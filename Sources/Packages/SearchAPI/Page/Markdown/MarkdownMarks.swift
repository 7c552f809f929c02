extension MarkdownBlocks {
    /// The line that opens a block of code.
    struct Fence {
        let indent: Int
        private let mark: UInt8
        private let length: Int

        init?(_ line: Line) {
            indent = MarkdownBlocks.indent(line)
            let text = line.dropFirst(indent)
            guard indent < 4, let first = text.first, first == UInt8(ascii: "`") || first == UInt8(ascii: "~") else {
                return nil
            }
            mark = first
            length = text.prefix { $0 == first }.count
            // Otherwise it is code inside a line.
            guard length >= 3, first == UInt8(ascii: "~") || !text.dropFirst(length).contains(first) else { return nil }
        }

        func isClosed(by line: Line) -> Bool {
            let text = MarkdownBlocks.trimmed(line)
            return MarkdownBlocks.indent(line) < 4 && text.count >= length && text.allSatisfy { $0 == mark }
        }
    }

    /// What begins an item of a list: a bullet, or a number.
    struct Marker {
        /// The number, nil for a bullet.
        let number: Int?
        /// How far the item's other lines are indented.
        let offset: Int
        /// The rest of the line.
        let text: Line

        init?(_ line: Line) {
            let indent = MarkdownBlocks.indent(line)
            let start = line.dropFirst(indent)
            guard indent < 4, let first = start.first else { return nil }
            let digits = start.prefix { (0x30...0x39).contains($0) }.count
            var rest: Line
            if "-*+".utf8.contains(first) {
                (number, rest) = (nil, start.dropFirst())
            } else if start.starts(with: "•".utf8) {
                (number, rest) = (nil, start.dropFirst("•".utf8.count))
            } else if (1...9).contains(digits), let end = start.dropFirst(digits).first, ".)".utf8.contains(end) {
                number = Int(String(decoding: start.prefix(digits), as: UTF8.self))
                rest = start.dropFirst(digits + 1)
            } else {
                return nil
            }
            let spaces = rest.prefix(while: MarkdownBlocks.isSpace).count
            guard spaces > 0, spaces < rest.count else { return nil }
            // More than four set off code inside the item.
            let taken = spaces > 4 ? 1 : spaces
            rest = rest.dropFirst(taken)
            text = rest
            offset = indent + (number == nil ? 1 : digits + 1) + taken
        }

        /// Whether it ends a paragraph: a number does only where a list begins.
        var interrupts: Bool { number == nil || number == 1 }
    }
}
