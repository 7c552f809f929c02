import Basics

/// The title of a Markdown text: its first heading of level 1, by CommonMark's rules for `# title` and for a line with
/// `===` beneath it (<https://spec.commonmark.org/0.31.2/#atx-headings>). Lines of fenced code are not headings.
enum MarkdownTitle {
    /// The title in valid UTF-8; nil where no heading of level 1 is in its first megabyte.
    static func find(in bytes: UnsafeRawBufferPointer) -> String? {
        let head = String(decoding: bytes.prefix(1 << 20), as: UTF8.self)
        var fence: Substring?
        var paragraph: Substring?
        for line in head.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let indent = line.prefix { $0 == " " }.count
            let text = line.dropFirst(indent)
            if let opened = fence {
                if indent < 4, text.hasPrefix(opened), text.allSatisfy({ $0 == opened.first || $0.isWhitespace }) {
                    fence = nil
                }
                continue
            }
            guard indent < 4, !text.hasPrefix("\t") else { continue }
            if let opened = fenceStart(text) {
                fence = opened
                paragraph = nil
            } else if let title = heading(text) {
                return title
            } else if let above = paragraph, !text.isEmpty, text.trimmed.allSatisfy({ $0 == "=" }) {
                return above.trimmed
            } else {
                paragraph = text.trimmed.isEmpty || startsBlock(text) ? nil : text
            }
        }
        return nil
    }

    private static func fenceStart(_ text: Substring) -> Substring? {
        for mark in ["`", "~"] {
            let fence = text.prefix { String($0) == mark }
            if fence.count >= 3 { return mark == "`" && text.dropFirst(fence.count).contains("`") ? nil : fence }
        }
        return nil
    }

    /// The words of `# words` and `# words ##`; nil where there are none.
    private static func heading(_ text: Substring) -> String? {
        guard text.hasPrefix("#"), let second = text.dropFirst().first, second == " " || second == "\t" else {
            return nil
        }
        let words = text.dropFirst().trimmed
        let bare = words.reversed().drop { $0 == "#" }
        let closed = bare.isEmpty || bare.first.map { $0.isWhitespace } == true
        let title = closed ? String(bare.reversed()).trimmed : words
        return title.isEmpty ? nil : title
    }

    /// Whether a line begins what cannot be the words above `===`: a quotation, a list, a table, another heading.
    private static func startsBlock(_ text: Substring) -> Bool {
        text.hasPrefix(">") || text.hasPrefix("#") || text.hasPrefix("|") || text.hasPrefix("- ")
            || text.hasPrefix("* ")
            || text.hasPrefix("+ ")
    }
}
