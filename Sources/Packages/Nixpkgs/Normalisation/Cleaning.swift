import Platform

/// Cleaning of texts: one line (or paragraphs) without control characters, trimmed, of a bounded length.
enum Cleaning {
    /// Most scalars of an ordinary text.
    static let limit = 2_000
    /// Most scalars of a long description.
    static let longLimit = 20_000

    /// `text` without control characters; runs of TAB, CR and LF become one space. With `keepsLines`, every line
    /// break becomes `\n`, so that paragraphs survive.
    static func clean(_ text: String, limit: Int = limit, keepsLines: Bool = false) -> String {
        var text = text
        let isClean = text.withUTF8 { isPlain($0, limit: limit, keepsLines: keepsLines) }
        return isClean ? text : slowClean(text, limit: limit, keepsLines: keepsLines)
    }

    /// Whether cleaning would change nothing; answers no when in doubt.
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int, keepsLines: Bool) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return true }
        // Bounds the scalars as well; the edges must be visible ASCII, so that nothing is trimmed.
        guard bytes.count <= limit, first > 0x20, first < 0x7F, last > 0x20, last < 0x7F else { return false }
        for byte in bytes {
            // 0xC2 starts the C1 control characters (and some harmless ones).
            if byte < 0x20 && !(keepsLines && byte == 0x0A) || byte == 0x7F || byte == 0xC2 { return false }
        }
        return true
    }

    private static func slowClean(_ text: String, limit: Int, keepsLines: Bool) -> String {
        var out = String.UnicodeScalarView()
        var isInRun = false
        var lastWasReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where keepsLines:
                if !lastWasReturn { out.append("\n") }
                (isInRun, lastWasReturn) = (false, false)
                continue
            case "\r" where keepsLines:
                out.append("\n")
                (isInRun, lastWasReturn) = (false, true)
                continue
            case "\t", "\n", "\r":
                if !isInRun { out.append(" ") }
                isInRun = true
            case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}": continue
            default:
                out.append(scalar)
                isInRun = false
            }
            lastWasReturn = false
        }
        let trimmed = trim(out)
        return String(String.UnicodeScalarView(trimmed.prefix(limit)))
    }

    private static func trim(_ scalars: String.UnicodeScalarView) -> Substring.UnicodeScalarView {
        var rest = scalars[...]
        while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return rest
    }
}
