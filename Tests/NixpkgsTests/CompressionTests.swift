import Basics
import TestSupport
import Testing

@testable import Nixpkgs

@Suite struct CompressionTests {
    @Test(
        "Every packing gives the same document, told by its bytes and not only by its name",
        arguments: ["", ".br", ".gz", ".xz", ".zst"])
    func packings(_ suffix: String) async throws {
        let plain = try await extract(try fixtureBytes("channel.json"))
        let bytes = try fixtureBytes("channel.json\(suffix)")
        for size in [1, 7, 100, 1 << 16] {
            #expect(try await extract(bytes, pieceSize: size, name: "x\(suffix)").packages == plain.packages)
            #expect(try await extract(bytes, pieceSize: size, name: "unnamed").packages == plain.packages)
        }
        #expect(try await FileSource(path: try fixture("channel.json\(suffix)")).packages().packages == plain.packages)
    }

    @Test("Packed data cut short anywhere is an error", arguments: [".br", ".gz", ".xz", ".zst"])
    func truncation(_ suffix: String) async throws {
        let bytes = try fixtureBytes("channel.json\(suffix)")
        for length in 0..<bytes.count {
            let error = await #expect(throws: FdnixError.self) {
                try await extract(Array(bytes[..<length]), name: "x\(suffix)")
            }
            #expect(error?.code == .malformedInput)
        }
    }

    @Test("Damaged packed data is an error or the document, never a crash", arguments: [".br", ".gz", ".xz", ".zst"])
    func damage(_ suffix: String) async throws {
        var random = SplitMix(11)
        let original = try fixtureBytes("channel.json\(suffix)")
        for _ in 0..<TestSettings.fuzzIterations() {
            var bytes = original
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            _ = try? await extract(bytes, name: "x\(suffix)")
        }
    }

    @Test("Members and frames may follow each other", arguments: [".gz", ".xz", ".zst"])
    func concatenation(_ suffix: String) async throws {
        let bytes = try fixtureBytes("channel.json\(suffix)")
        var input = DecodedInput(MemoryInput(bytes + bytes, pieceSize: 50), name: "x", pieceSize: 64)
        var plain: [UInt8] = []
        while let piece = try await input.next() { plain += piece }
        let once = try fixtureBytes("channel.json")
        #expect(plain == once + once)
    }

    @Test("Something after the end of a Brotli stream is an error")
    func trailing() async throws {
        let bytes = try fixtureBytes("channel.json.br") + [1, 2, 3]
        await #expect(throws: FdnixError.self) { try await extract(bytes, name: "x.br") }
    }

    @Test("What is neither JSON nor packed is called that")
    func neither() async throws {
        let error = await #expect(throws: FdnixError.self) { try await extract(Array("<html></html>".utf8), name: "x") }
        #expect(error?.message.contains("byte 0") == true)
    }
}
