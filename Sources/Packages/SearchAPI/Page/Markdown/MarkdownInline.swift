import ServiceAPI

/// Takes the text of a block apart: code, links, emphasis, and what is just text.
struct MarkdownInline {
    /// A part of a text.
    indirect enum Node {
        case text(ArraySlice<UInt8>)
        case code([UInt8])
        case link(Link, [Node])
        case emphasis(isStrong: Bool, [Node])
    }

    /// Writes what a block's text is made of.
    static func write(_ text: [UInt8], to html: inout HTML) {
        for node in nodes(of: text[...]) { write(node, to: &html) }
    }

    private static func nodes(of text: ArraySlice<UInt8>) -> [Node] {
        var parser = MarkdownInline(text, isLabel: false)
        parser.parse()
        return MarkdownEmphasis.nodes(of: parser.pieces)
    }

    private static func write(_ node: Node, to html: inout HTML) {
        switch node {
        case .text(let bytes): html.text(String(decoding: bytes, as: UTF8.self))
        case .code(let bytes): html.element("code", text: String(decoding: bytes, as: UTF8.self))
        case .link(let link, let label):
            html.element("a", .href(link), .rel("noopener noreferrer nofollow")) { html in
                for node in label { write(node, to: &html) }
            }
        case .emphasis(let isStrong, let nodes):
            html.element(isStrong ? "strong" : "em") { html in
                for node in nodes { write(node, to: &html) }
            }
        }
    }

    private let text: ArraySlice<UInt8>
    /// The label of a link has no links and no emphasis in it.
    private let isLabel: Bool
    private var at: Int
    private var plainStart: Int
    private(set) var pieces: [MarkdownEmphasis.Piece] = []
    /// Where the next run of as many backticks begins, by the start of a run.
    private let closers: [Int: Int]

    private init(_ text: ArraySlice<UInt8>, isLabel: Bool) {
        self.text = text
        self.isLabel = isLabel
        at = text.startIndex
        plainStart = at
        closers = Self.closers(of: text)
    }

    private static func closers(of text: ArraySlice<UInt8>) -> [Int: Int] {
        var last: [Int: Int] = [:]
        var closers: [Int: Int] = [:]
        var at = text.startIndex
        while let start = text[at...].firstIndex(of: UInt8(ascii: "`")) {
            let length = text[start...].prefix { $0 == UInt8(ascii: "`") }.count
            if let opener = last[length] { closers[opener] = start }
            last[length] = start
            at = start + length
        }
        return closers
    }

    private mutating func parse() {
        while at < text.endIndex {
            switch text[at] {
            case UInt8(ascii: "\\"): readEscape()
            case UInt8(ascii: "`"): readCode()
            case UInt8(ascii: "[") where !isLabel: readLabelledLink()
            case UInt8(ascii: "<") where !isLabel: readBracketedLink()
            case UInt8(ascii: "h") where !isLabel: readBareLink()
            case UInt8(ascii: "*") where !isLabel, UInt8(ascii: "_") where !isLabel: readMark()
            default: at += 1
            }
        }
        flush()
    }

    /// Takes what was passed over since the last part as text.
    private mutating func flush() {
        if plainStart < at { pieces.append(.node(.text(text[plainStart..<at]))) }
        plainStart = at
    }

    private mutating func add(_ piece: MarkdownEmphasis.Piece, upTo end: Int) {
        flush()
        pieces.append(piece)
        at = end
        plainStart = end
    }

    private mutating func readEscape() {
        guard at + 1 < text.endIndex, Self.isPunctuation(text[at + 1]) else { return at += 1 }
        flush()
        plainStart = at + 1
        at += 2
    }

    private mutating func readCode() {
        let length = text[at...].prefix { $0 == UInt8(ascii: "`") }.count
        guard let end = closers[at] else { return at += length }
        var code = text[(at + length)..<end].map { $0 == 0x0A ? 0x20 : $0 }[...]
        if code.first == 0x20, code.last == 0x20, code.contains(where: { $0 != 0x20 }) {
            code = code.dropFirst().dropLast()
        }
        add(.node(.code(Array(code))), upTo: end + length)
    }

    private mutating func readLabelledLink() {
        let start = at + 1
        let brackets: [UInt8] = [UInt8(ascii: "["), UInt8(ascii: "]")]
        guard let end = text[start...].firstIndex(where: { brackets.contains($0) }), text[end] == brackets[1],
            end > start, end + 1 < text.endIndex, text[end + 1] == UInt8(ascii: "(")
        else { return at += 1 }
        var depth = 1
        var close = end + 2
        while close < text.endIndex, Self.isOfAddress(text[close]) {
            if text[close] == UInt8(ascii: "(") { depth += 1 }
            if text[close] == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { break }
            close += 1
        }
        guard depth == 0, let link = Self.link(text[(end + 2)..<close]) else { return at += 1 }
        var label = MarkdownInline(text[start..<end], isLabel: true)
        label.parse()
        add(.node(.link(link, MarkdownEmphasis.nodes(of: label.pieces))), upTo: close + 1)
    }

    private mutating func readBracketedLink() {
        let end = endOfAddress(at + 1)
        guard end < text.endIndex, text[end] == UInt8(ascii: ">"), let link = Self.link(text[(at + 1)..<end]) else {
            return at += 1
        }
        add(.node(.link(link, [.text(text[(at + 1)..<end])])), upTo: end + 1)
    }

    private mutating func readBareLink() {
        let isInWord = at > text.startIndex && Self.isWord(text[at - 1])
        let limit = isInWord ? at : endOfAddress(at)
        guard limit > at else { return at += 1 }
        let end = withoutPunctuation(at..<limit)
        guard let link = Self.link(text[at..<end]) else { return at = limit }
        add(.node(.link(link, [.text(text[at..<end])])), upTo: end)
    }

    /// Where the address that begins at `start` ends; `start` itself where none begins there.
    private func endOfAddress(_ start: Int) -> Int {
        guard text[start...].starts(with: "https://".utf8) else { return start }
        return text[start...].firstIndex { !Self.isOfAddress($0) } ?? text.endIndex
    }

    /// The end of an address in prose, where a full stop or a bracket behind it is not part of it.
    private func withoutPunctuation(_ range: Range<Int>) -> Int {
        var end = range.upperBound
        var open = text[range].reduce(0) { $0 + ($1 == UInt8(ascii: "(") ? 1 : $1 == UInt8(ascii: ")") ? -1 : 0) }
        while end > range.lowerBound {
            let last = text[end - 1]
            if last == UInt8(ascii: ")"), open < 0 {
                open += 1
            } else if !".,:;!?'*_~".utf8.contains(last) {
                break
            }
            end -= 1
        }
        return end
    }

    private mutating func readMark() {
        let mark = text[at]
        let length = text[at...].prefix { $0 == mark }.count
        let before = at > text.startIndex ? text[at - 1] : 0x20
        let after = at + length < text.endIndex ? text[at + length] : 0x20
        let canOpen = !Self.isSpace(after) && !Self.isWord(before)
        let canClose = !Self.isSpace(before) && !Self.isWord(after)
        guard length <= 2, canOpen || canClose else { return at += length }
        let text = text[at..<(at + length)]
        add(.mark(.init(text: text, canOpen: canOpen, canClose: canClose)), upTo: at + length)
    }

    // MARK: Bytes

    private static func link(_ address: ArraySlice<UInt8>) -> Link? {
        address.starts(with: "https://".utf8) ? Link(web: String(decoding: address, as: UTF8.self)) : nil
    }

    /// What an address may be made of; a bracket would have to be encoded, and one of others may hide what it is.
    private static func isOfAddress(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"<>\"`{}|\\^[]".utf8.contains(byte)
    }
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A }
    private static func isPunctuation(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F && !isWord(byte) }
    /// A letter or a digit; every character beyond ASCII counts as one.
    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
    }
}
