/// Arabic letters for the forms that fonts draw them in, as NFKC has them; other characters are left alone.
enum ArabicForms {
    /// The letters that a presentation form stands for, nil where `scalar` is not one.
    static func letters(for scalar: UInt32) -> ArraySlice<UInt32>? {
        switch scalar {
        case 0xFB50...0xFDFF: a[Int(scalar - 0xFB50)]
        case 0xFE70...0xFEFC: b[Int(scalar - 0xFE70)]
        default: nil
        }
    }

    private static let a = Forms(formsA)
    private static let b = Forms(formsB)

    private struct Forms: Sendable {
        private var letters: [UInt32] = []
        private var ends: [Int] = []

        init(_ table: StaticString) {
            table.withUTF8Buffer { text in
                for entry in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                    var rest = entry[...]
                    while rest.count >= 2 {
                        let byte = UInt32(Self.digit(rest.removeFirst())) << 4 | UInt32(Self.digit(rest.removeFirst()))
                        letters.append(byte == 0x20 ? 0x20 : 0x600 | byte)
                    }
                    ends.append(letters.count)
                }
            }
        }

        subscript(index: Int) -> ArraySlice<UInt32>? {
            guard index < ends.count else { return nil }
            let start = index == 0 ? 0 : ends[index - 1]
            return start == ends[index] ? nil : letters[start..<ends[index]]
        }

        private static func digit(_ byte: UInt8) -> UInt8 {
            byte >= UInt8(ascii: "a") ? byte - UInt8(ascii: "a") + 10 : byte - UInt8(ascii: "0")
        }
    }
}
