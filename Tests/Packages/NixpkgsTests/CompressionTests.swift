import Basics
import TestSupport
import Testing

@testable import Nixpkgs

/// What a compressed document becomes; the decoders themselves have their tests in `CompressionTests`.
@Suite("Compressed documents") struct CompressionTests {
    @Test(
        "every packing gives the same packages, told by its bytes and not only by its name",
        arguments: ["", ".br", ".gz", ".xz", ".zst"])
    func packings(_ suffix: String) async throws {
        let plain = try await extract(try fixtureBytes("channel.json"))
        #expect(!plain.packages.isEmpty)
        let bytes = try fixtureBytes("channel.json\(suffix)")
        for size in [1, 7, 100, 1 << 16] {
            #expect(try await extract(bytes, pieceSize: size, name: "x\(suffix)").packages == plain.packages)
            #expect(try await extract(bytes, pieceSize: size, name: "unnamed").packages == plain.packages)
        }
        #expect(try await FileSource(path: try fixture("channel.json\(suffix)")).packages().packages == plain.packages)
    }

    @Test("packed data cut short anywhere is an error", arguments: [".br", ".gz", ".xz", ".zst"])
    func truncation(_ suffix: String) async throws {
        let bytes = try fixtureBytes("channel.json\(suffix)")
        for length in 0..<bytes.count {
            let error = await #expect(throws: FdnixError.self) {
                try await extract(Array(bytes[..<length]), name: "x\(suffix)")
            }
            #expect(error?.code == .malformedInput)
        }
    }

    /// gzip, xz and zstd guard the document with a checksum; in Brotli a changed letter may go unnoticed.
    @Test("damaged packed data is an error or the document", arguments: [".br", ".gz", ".xz", ".zst"])
    func damage(_ suffix: String) async throws {
        var random = SplitMix(11)
        let original = try fixtureBytes("channel.json\(suffix)")
        let packages = try await extract(original, name: "x\(suffix)").packages
        var errors = 0
        for _ in 0..<TestSettings.fuzzIterations() {
            var bytes = original
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            do {
                let found = try await extract(bytes, name: "x\(suffix)").packages
                if suffix != ".br" { #expect(found == packages) }
            } catch {
                // Brotli may let a letter of the document's version through.
                let expected: Set<FdnixError.Code> =
                    suffix == ".br" ? [.malformedInput, .incompatible] : [.malformedInput]
                #expect((error as? FdnixError).map { expected.contains($0.code) } == true)
                errors += 1
            }
        }
        #expect(errors > 0)
    }

    @Test("what is neither JSON nor packed is called that")
    func neither() async throws {
        let error = await #expect(throws: FdnixError.self) { try await extract(Array("<html></html>".utf8), name: "x") }
        #expect(error?.message.contains("byte 0") == true)
    }
}
