import Compression
import Testing

@Suite("CRC-32")
struct CRC32Tests {
    @Test(
        "the checksums that others make",
        arguments: [
            ("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43),
            (String(repeating: "x", count: 100_000), 0xFE07_1171),
        ] as [(String, UInt32)])
    func vectors(text: String, sum: UInt32) { #expect(CRC32.checksum(Array(text.utf8)) == sum) }
}
