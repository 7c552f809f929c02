import Basics
import Compression
import Testing

/// One document, as the reference programs pack it.
enum Sample {
    static let packed: [CompressionFormat] = [.brotli, .gzip, .xz, .zstd]

    static let plain: [UInt8] = {
        let records = (0..<12).map { number in
            "\"p\(number)\":{\"name\":\"package-\(number)\","
                + "\"meta\":{\"description\":\"does the thing number \(number * 7919 % 1000)\"}}"
        }
        return Array("{\"packages\":{\(records.joined(separator: ","))}}".utf8)
    }()

    static func bytes(_ format: CompressionFormat) throws -> [UInt8] {
        switch format {
        case .none: plain
        case .brotli: try #require(Base64.decode(brotli))
        case .gzip: try #require(Base64.decode(gzip))
        case .xz: try #require(Base64.decode(xz))
        case .zstd: try #require(Base64.decode(zstd))
        }
    }

    private static let brotli =
        "G6sDQCwK7GayDEffzPQSLUaIsg1uz41t/cYCEZU5Kpa+0GmRljC6UOgJ3KT4RbrkFNrSbIPCMqLRwJfMZOAcS2KQ58PKn1z7vF02"
        + "TGcuq3t4+J+f3JMudxxilgu/8CbCTF5hTGVWTkcylfVSm53ZIZuOYxp1KpvW3LREZ17kophJLd8IfUmoMUCqLMgx"
    private static let gzip =
        "H4sIAAAAAAACA5XTOw6DMAyA4asgz1RKyLu3SSGiqCJEQCeUuxfksnnx4CyOvsn/ASX2nzimDZ4HFHG9Oc4JnvfiIaCFOe3xWg1p"
        + "69ep7NOSzx/DkrZmf6dzpjw2+Tu/0toIqLWFIglKMqkgA2IdgXVMzCuPmCIwxcSccYhpAtNMzDqLmCEww8RMMIhZArNcTGrEHIE5"
        + "JqaVQswTmGdiynSIBQILTKxz8n+0VACSW4AMdwNkBNwKpLgqqPUHIP6b/6wDAAA="
    private static let xz =
        "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4AOrALRdAD2IigZT2x4Dylcp+PEFzRR7cQf64kUpLtN04T9yxtLweA3VMVvydDkVXedC"
        + "jvYrYlrg0UwP8/DocDBwAvo5iJdstbKqXq41zlqeFMSNn8ujXmdUp2FDqY56A3d8W7FuoNcKIdl3y1TBq7v6eiXwSfFboJQGbAML"
        + "cnlizGaoJgH07eW29e7ANVSPr7QbLS+/CWhqKgXg4NwOO+172QYu1vCbP63K4R1Br6Gv9qycXETjgAMssQD8x7ckYRtfGAAB0AGs"
        + "BwAAelH57rHEZ/sCAAAAAARZWg=="
    private static let zstd =
        "KLUv/QRoVQUAcsgaF3CtDv4DxDuNkD///10rS7Z7SQtzVXVPtdbqTf+f9v+f2lVtQbgWe4/dubatNfccY6+9teCCSu33ZxzU6gQ0"
        + "c1AgChgUmccDOHMpHE0X5GGQhnBm4ShaPlNx4CRET0XSxDiKdqYhE0IyjgIjqBFQlpuWd2sGkIOk0BoxDIEqMMLPnPh/PsGLtKyg"
        + "JII4JkwgiGlPhl2CcGHAgAJHOgTQjVZlO6dYPw1TgxrT"
}

/// Everything that `bytes` decode to, given in pieces of `pieceSize` bytes and decoded in pieces of as many.
func decoded(
    _ bytes: [UInt8], name: String = "unnamed", firstByte: UInt8? = UInt8(ascii: "{"), pieceSize: Int = 1 << 16
) async throws -> [UInt8] {
    var input = DecodedInput(
        MemoryInput(bytes, pieceSize: pieceSize), name: name, firstByte: firstByte, pieceSize: pieceSize)
    var plain: [UInt8] = []
    while let piece = try await input.next() {
        #expect(!piece.isEmpty && piece.count <= pieceSize)
        plain += piece
    }
    #expect(try await input.next() == nil)
    return plain
}
