import Basics
import Testing

@Suite("XXH64")
struct XXHash64Tests {
    @Test(
        "texts hash as the reference says",
        arguments: [
            ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
            ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
        ] as [(String, UInt64)])
    func texts(text: String, hash: UInt64) {
        #expect(Array(text.utf8).withUnsafeBytes { XXHash64.hash($0) } == hash)
    }

    /// Hashes of `(i * 131 + 7) & 255` for `i` in `0..<count`, made with the reference library.
    @Test(
        "every length class hashes as the reference says, with and without a seed",
        arguments: [
            (1, 0xA96C_7F0C_E858_BBB7, 0x0C81_0166_B301_22A5),
            (3, 0xBED4_3740_EE63_32BB, 0x7B4F_2F57_5536_D889),
            (4, 0xFA21_2AE4_4B3B_B23D, 0x18F6_C5E7_8F96_6CFA),
            (7, 0x2744_460D_D675_D2C0, 0x88B4_AE4C_1E17_4322),
            (8, 0x994B_676B_71CE_94DD, 0xB7E4_96BB_FB84_04D4),
            (12, 0xB92F_588C_E720_786E, 0x0130_EA64_987E_01B9),
            (15, 0x09E6_451E_D2FF_8B1D, 0xBBFA_B07A_C728_B2A5),
            (16, 0x94AD_0095_E72B_24D5, 0xB631_6B20_9442_9FC8),
            (31, 0x6711_D55E_306B_5D8F, 0xBF6B_0226_99BB_8376),
            (32, 0x07F7_B8E3_BC5D_6E25, 0x3ABF_0450_7446_6999),
            (33, 0x09F8_5EEB_4E1C_BE9F, 0x884E_59F4_2FB1_CE66),
            (39, 0xB13C_137A_0FB7_01C3, 0xEA5D_6FFC_5075_5F71),
            (63, 0xB7C9_968C_066C_B6A5, 0xFB6A_31DF_721C_899E),
            (64, 0x50D4_159A_0411_632E, 0x1968_F929_1938_2D6F),
            (100, 0x9DDA_DA11_D3DC_2D8F, 0x0494_65B8_64C1_577B),
            (257, 0xE9D3_CDD6_FF0D_DFD3, 0x0D55_AC7E_AFE7_2D25),
            (1000, 0x0BF0_BDBC_C82E_B373, 0x4841_3C72_3334_5A55),
        ] as [(Int, UInt64, UInt64)])
    func lengths(count: Int, plain: UInt64, seeded: UInt64) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 131 + 7) }
        bytes.withUnsafeBytes {
            #expect(XXHash64.hash($0) == plain)
            #expect(XXHash64.hash($0, seed: 0x9E37_79B1_85EB_CA87) == seeded)
        }
        // The same bytes at an odd address.
        ([0] + bytes).withUnsafeBytes {
            #expect(XXHash64.hash(UnsafeRawBufferPointer(rebasing: $0.dropFirst())) == plain)
        }
    }
}
