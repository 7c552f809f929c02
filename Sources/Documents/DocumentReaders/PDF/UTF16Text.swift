/// Texts that PDFium gives as UTF-16 with an end of zero.
enum UTF16Text {
    /// The most bytes one has.
    private static let longest: UInt = 1 << 20

    /// Asks twice, first for the length in bytes. What is longer than a mebibyte counts as empty.
    static func read(_ ask: (UnsafeMutablePointer<UInt16>?, UInt) -> UInt) -> String {
        let bytes = ask(nil, 0)
        guard bytes > 2, bytes <= longest else { return "" }
        let units = [UInt16](unsafeUninitializedCapacity: Int(bytes) / 2) { buffer, count in
            buffer.initialize(repeating: 0)
            count = min(Int(ask(buffer.baseAddress, UInt(buffer.count * 2))) / 2, buffer.count)
        }
        return String(decoding: units.prefix { $0 != 0 }, as: UTF16.self)
    }
}
