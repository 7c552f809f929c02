import Basics
import TestSupport
import Testing

@testable import Compression

@Suite("Decompressed input")
struct DecodedInputTests {
    @Test(
        "every format gives the document, told by its bytes, whatever the pieces", arguments: CompressionFormat.allCases
    )
    func formats(format: CompressionFormat) async throws {
        let bytes = try Sample.bytes(format)
        for size in [1, 2, 5, 6, 7, 100, 1 << 16] {
            #expect(try await decoded(bytes, pieceSize: size) == Sample.plain)
        }
        #expect(CompressionFormat.detect(bytes) == (format == .none || format == .brotli ? nil : format))
    }

    @Test("a name tells Brotli, in any case")
    func named() async throws {
        let bytes = try Sample.bytes(.brotli)
        #expect(try await decoded(bytes, name: "x.BR", firstByte: nil) == Sample.plain)
        // Without a name, and without knowing how documents begin, the bytes are as good as any.
        #expect(try await decoded(bytes, firstByte: nil) == bytes)
    }

    @Test(
        "plain documents may be anything where nothing is known of their beginning",
        arguments: ["", " ", "x", "\n{", "[]"])
    func plain(text: String) async throws {
        #expect(try await decoded(Array(text.utf8), firstByte: nil) == Array(text.utf8))
    }

    @Test("white space before a document is part of it")
    func whitespace() async throws {
        for text in ["", " \r\n\t", " \r\n\t{}", "{}"] {
            #expect(try await decoded(Array(text.utf8), pieceSize: 1) == Array(text.utf8))
        }
    }

    @Test("the bytes read are the compressed ones")
    func bytesRead() async throws {
        let bytes = try Sample.bytes(.gzip)
        var input = DecodedInput(MemoryInput(bytes, pieceSize: 10), name: "x")
        while try await input.next() != nil {}
        #expect(input.bytesRead == bytes.count)
    }

    @Test("data cut short anywhere is an error", arguments: Sample.packed)
    func truncation(format: CompressionFormat) async throws {
        let bytes = try Sample.bytes(format)
        for length in 0..<bytes.count {
            let error = await #expect(throws: FdnixError.self) {
                let plain = try await decoded(Array(bytes[..<length]), name: format == .brotli ? "x.br" : "x")
                // The beginnings of magic numbers are no magic numbers, and nothing at all is an empty document.
                if format != .brotli && length == 0 { throw FdnixError(.malformedInput, "\(plain)") }
            }
            #expect(error?.code == .malformedInput)
        }
    }

    /// gzip, xz and this Zstandard frame carry a checksum of the document; Brotli has none, so damage may go unnoticed
    /// there, but never leads outside memory or to a document without end.
    @Test("damaged data is an error, or the document where a checksum guards it", arguments: Sample.packed)
    func damage(format: CompressionFormat) async throws {
        var random = SplitMix(11)
        let original = try Sample.bytes(format)
        var errors = 0
        for _ in 0..<TestSettings.fuzzIterations(1000) {
            var bytes = original
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            do {
                let plain = try await decoded(bytes, name: format == .brotli ? "x.br" : "x")
                if format != .brotli { #expect(plain == Sample.plain) }
                #expect(plain.count < 1 << 25)
            } catch {
                #expect((error as? FdnixError)?.code == .malformedInput)
                errors += 1
            }
        }
        #expect(errors > 0)
    }

    @Test("members, streams and frames may follow each other", arguments: [CompressionFormat.gzip, .xz, .zstd])
    func concatenation(format: CompressionFormat) async throws {
        let bytes = try Sample.bytes(format)
        for size in [1, 50, bytes.count, 1 << 16] {
            #expect(try await decoded(bytes + bytes, pieceSize: size) == Sample.plain + Sample.plain)
        }
    }

    @Test("zeros behind the end of gzip only fill it up", arguments: [1, 7, 1 << 16])
    func padding(size: Int) async throws {
        let bytes = try Sample.bytes(.gzip) + Array(repeating: 0, count: 1000)
        #expect(try await decoded(bytes, pieceSize: size) == Sample.plain)
        for tail: [UInt8] in [[1], [0x1F, 0x8B]] {
            let error = await #expect(throws: FdnixError.self) { try await decoded(bytes + tail, pieceSize: size) }
            #expect(error?.code == .malformedInput)
        }
    }

    @Test("something after the end is an error", arguments: Sample.packed)
    func trailing(format: CompressionFormat) async throws {
        let bytes = try Sample.bytes(format) + [1, 2, 3]
        let error = await #expect(throws: FdnixError.self) { try await decoded(bytes, name: "x.br") }
        #expect(error?.code == .malformedInput)
    }

    @Test("what is neither a document nor compressed is called that", arguments: ["<html></html>", "[1, 2]", "x"])
    func neither(text: String) async throws {
        let error = await #expect(throws: FdnixError.self) { try await decoded(Array(text.utf8)) }
        #expect(error?.code == .malformedInput)
        #expect(error?.message.contains("\"{\"") == true)
    }

    @Test("an error of the input passes through")
    func failingInput() async throws {
        final class Failing: ByteInput {
            func next() async throws -> [UInt8]? { throw FdnixError(.network, "gone") }
        }
        var input = DecodedInput(Failing(), name: "x")
        let error = await #expect(throws: FdnixError.self) { try await input.next() }
        #expect(error?.code == .network)
    }

    @Test("a skippable frame announces Zstandard", arguments: 0x50...0x5F as ClosedRange<UInt8>)
    func skippableFrames(first: UInt8) async throws {
        let frame = [first, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 9, 9]
        #expect(CompressionFormat.detect(frame) == .zstd)
        #expect(try await decoded(frame + Sample.bytes(.zstd)) == Sample.plain)
    }
}
