extension JSONReader {
    /// Resolves the escapes of a checked string; bytes that are not UTF-8 are dropped, and so are lone surrogates unless
    /// something stands for them.
    static func unescape(_ raw: UnsafeRawBufferPointer, loneSurrogate: Unicode.Scalar? = nil) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(raw.count)
        var at = 0
        while at < raw.count {
            let byte = raw[at]
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                at += 1
                continue
            }
            let escape = raw[at + 1]
            at += 2
            switch escape {
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "u"):
                if let scalar = scalar(raw, &at) ?? loneSurrogate { out.append(contentsOf: String(scalar).utf8) }
            default: out.append(escape)
            }
        }
        return out.withUnsafeBytes { String(validating: $0, as: UTF8.self) ?? repair($0) }
    }

    /// The scalar of `XXXX` at `at`, joined with a low surrogate escape after it where it is a high one.
    private static func scalar(_ raw: UnsafeRawBufferPointer, _ at: inout Int) -> Unicode.Scalar? {
        let first = codeUnit(raw, at)
        at += 4
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard at + 6 <= raw.count, raw[at] == UInt8(ascii: "\\"), raw[at + 1] == UInt8(ascii: "u") else { return nil }
        let second = codeUnit(raw, at + 2)
        guard (0xDC00..<0xE000).contains(second) else { return nil }
        at += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private static func codeUnit(_ raw: UnsafeRawBufferPointer, _ at: Int) -> UInt32 {
        (at..<at + 4).reduce(0) { $0 << 4 | (hexDigit(raw[$1]) ?? 0) }
    }

    /// Keeps the well-formed parts of a text that is not all UTF-8.
    static func repair(_ raw: UnsafeRawBufferPointer) -> String {
        var out = String.UnicodeScalarView()
        var decoder = UTF8()
        var input = raw.makeIterator()
        while true {
            switch decoder.decode(&input) {
            case .scalarValue(let scalar): out.append(scalar)
            case .error: continue
            case .emptyInput: return String(out)
            }
        }
    }
}
