import CZlib
import SearchService
import TestSupport
import Testing

@testable import SearchServer

@Suite struct CompressorTests {
    @Test(arguments: [
        ("gzip", true), ("deflate, gzip;q=0.5", true), ("*", true), ("GZIP", true), ("", false), ("br", false),
        ("gzip;q=0", false), ("gzip; q=0.0", false), ("identity", false),
    ])
    func negotiation(header: String, accepted: Bool) { #expect(Compressor.acceptsGzip(header) == accepted) }

    @Test func textIsCompressedAndReadsBackTheSame() throws {
        var random = SplitMix(3)
        for size in [1400, 5000, 200_000] {
            let body = (0..<size).map { _ in UInt8.random(in: 0x61...0x68, using: &random) }
            var response = ServiceResponse(type: "application/json", body: body)
            Compressor().compress(&response, for: ServiceRequest(path: "/", headers: ["accept-encoding": "gzip"]))
            #expect(response["content-encoding"] == "gzip")
            #expect(response["vary"] == "Accept-Encoding")
            #expect(response.body.count < body.count)
            #expect(try inflated(response.body, room: size + 1) == body)
        }
    }

    @Test func smallOrBinaryAnswersStay() {
        var small = ServiceResponse(type: "application/json", body: Array(repeating: 0x61, count: 100))
        Compressor().compress(&small, for: ServiceRequest(path: "/", headers: ["accept-encoding": "gzip"]))
        #expect(small["content-encoding"] == nil && small["vary"] != nil)
        var image = ServiceResponse(type: "image/png", body: Array(repeating: 0x61, count: 5000))
        Compressor().compress(&image, for: ServiceRequest(path: "/", headers: ["accept-encoding": "gzip"]))
        #expect(image["content-encoding"] == nil)
    }

    private func inflated(_ bytes: [UInt8], room: Int) throws -> [UInt8] {
        var stream = z_stream()
        try #require(
            inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { inflateEnd(&stream) }
        var input = bytes
        return [UInt8](unsafeUninitializedCapacity: room) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = uInt(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = uInt(room)
                count = inflate(&stream, Z_FINISH) == Z_STREAM_END ? room - Int(stream.avail_out) : 0
            }
        }
    }
}
