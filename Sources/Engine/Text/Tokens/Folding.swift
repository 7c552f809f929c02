/// Case and accent folding, the first step of every tokenizer here: `Émile` and `emile` are one word.
public enum Folding {
    /// Lower-case, without accents, as UTF-8; ASCII takes a path without allocation per character.
    public static func fold(_ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { bytes in
            var out: [UInt8] = []
            out.reserveCapacity(bytes.count)
            if bytes.allSatisfy({ $0 < 0x80 }) {
                for byte in bytes { out.append(lower(byte)) }
                return out
            }
            for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars { append(scalar, to: &out) }
            return out
        }
    }

    /// Lower-case of an ASCII letter; other bytes as they are.
    @inlinable
    public static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    private static func append(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
        if scalar.isASCII {
            out.append(lower(UInt8(scalar.value)))
            return
        }
        switch BertCharacter(nonASCII: scalar.value) {
        case .drop: break
        case .space: out.append(0x20)
        case .isolate(let value):
            // An ideograph is a word of its own; other punctuation separates words.
            guard scalar.properties.isAlphabetic else { return out.append(0x20) }
            out.append(0x20)
            append(value, to: &out)
            out.append(0x20)
        case .keep(let value): append(value, to: &out)
        case .expand(let start, let count):
            for value in BertTable.expansions[start..<start + count] { append(UInt32(value), to: &out) }
        case .hangul(let value): append(value, to: &out)
        }
    }

    private static func append(_ value: UInt32, to out: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(value) else { return }
        if scalar.isASCII {
            out.append(lower(UInt8(value)))
        } else {
            out.append(contentsOf: UTF8.encode(scalar) ?? .init())
        }
    }
}
