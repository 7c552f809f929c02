import Compression
import TestSupport
import Testing

@Suite("Writing gzip")
struct GzipTests {
    @Test("what is compressed reads back the same, at every level", arguments: [-5, 0, 1, 3, 6, 9, 100])
    func roundTrip(level: Int) async throws {
        var random = SplitMix(3)
        for size in [0, 1, 5, 1400, 200_000] {
            let bytes = (0..<size).map { _ in UInt8.random(in: 0x61...0x68, using: &random) }
            let packed = try Gzip.compress(bytes, level: level)
            #expect(packed.starts(with: [0x1F, 0x8B, 8]))
            if size > 1000 { #expect(packed.count < bytes.count / 2) }
            #expect(try await decoded(packed) == bytes)
        }
    }

    @Test("bytes that cannot be compressed grow by little")
    func random() async throws {
        var random = SplitMix(4)
        let bytes = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let packed = try Gzip.compress(bytes)
        #expect(packed.count < bytes.count + 100)
        #expect(try await decoded(packed) == bytes)
    }

    @Test("a higher level is not larger")
    func levels() throws {
        let sizes = try [1, 6, 9].map { try Gzip.compress(Sample.plain + Sample.plain, level: $0).count }
        #expect(sizes == sizes.sorted(by: >))
    }
}
