/// The mark at the start of a text that says how its bytes stand for characters.
struct ByteOrderMark {
    /// What it says.
    let charset: Charset
    /// How many bytes it has.
    let count: Int

    /// The mark at the start of `bytes`; nil where there is none.
    init?(_ bytes: UnsafeRawBufferPointer) {
        // UTF-32 first: its mark begins with that of UTF-16.
        let known: [(Charset, [UInt8])] = [
            (.utf8, [0xEF, 0xBB, 0xBF]),
            (.utf32LittleEndian, [0xFF, 0xFE, 0, 0]), (.utf32BigEndian, [0, 0, 0xFE, 0xFF]),
            (.utf16LittleEndian, [0xFF, 0xFE]), (.utf16BigEndian, [0xFE, 0xFF]),
        ]
        guard let (charset, mark) = known.first(where: { bytes.starts(with: $0.1) }) else { return nil }
        self.charset = charset
        count = mark.count
    }
}
