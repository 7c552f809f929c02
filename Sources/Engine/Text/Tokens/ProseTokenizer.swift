/// Splits descriptions and queries into words.
///
/// A word is a run of letters and digits; the symbols that are part of names stay: `c++`, `c#`, `gtk+`, `.net`.
/// Words joined by `-`, `_`, `.` or `/` come out one by one and, so that `node.js` meets `nodejs`, joined as well.
public enum ProseTokenizer {
    /// Appends the tokens of folded text (`Folding.fold`) to `out`.
    public static func tokenize(_ folded: [UInt8], joined: Bool = true, into out: inout TokenBuffer) {
        var i = 0
        // The pieces of the compound being read, for the joined form.
        var compound: [UInt8] = []
        var pieces = 0
        func isJoiner(_ b: UInt8) -> Bool { b == 0x2D || b == 0x5F || b == 0x2E || b == 0x2F }
        func flush(_ out: inout TokenBuffer) {
            if joined && pieces > 1 && compound.count <= 40 { out.append(compound) }
            compound.removeAll(keepingCapacity: true)
            pieces = 0
        }
        while i < folded.count {
            guard Bytes.isWord(folded[i]) else {
                let continues =
                    isJoiner(folded[i]) && pieces > 0 && i + 1 < folded.count && Bytes.isWord(folded[i + 1])
                if !continues { flush(&out) }
                i += 1
                continue
            }
            let start = i
            while i < folded.count && Bytes.isWord(folded[i]) { i += 1 }
            var end = i
            // `c++`, `g++`, `gtk+`, `c#`, `f#`: trailing symbols that a name is made of.
            while end < folded.count && end - i < 2 && (folded[end] == 0x2B || folded[end] == 0x23) { end += 1 }
            let symbolic = end > i && (end == folded.count || !Bytes.isWord(folded[end])) && i - start <= 3
            out.append(folded[start..<i])
            if symbolic {
                out.append(folded[start..<end])
                i = end
            }
            if start > 0 && folded[start - 1] == 0x2E && (start == 1 || folded[start - 2] == 0x20) {
                out.append(folded[(start - 1)..<i])
            }
            compound.append(contentsOf: folded[start..<i])
            pieces += 1
        }
        flush(&out)
    }
}

/// Byte classes of folded UTF-8.
public enum Bytes {
    /// ASCII letters and digits, and every byte of a character beyond ASCII.
    @inlinable
    public static func isWord(_ b: UInt8) -> Bool { isLetter(b) || isDigit(b) }
    /// An ASCII lower-case or upper-case letter, or part of a character beyond ASCII.
    @inlinable
    public static func isLetter(_ b: UInt8) -> Bool { (b | 0x20) &- 0x61 < 26 || b >= 0x80 }
    /// One of the ASCII digits, `0` to `9`.
    @inlinable
    public static func isDigit(_ b: UInt8) -> Bool { b &- 0x30 < 10 }
}
