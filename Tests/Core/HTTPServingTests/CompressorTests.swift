import Basics
import Compression
import HTTPTypes
import ServiceAPI
import TestSupport
import Testing

@testable import HTTPServing

@Suite struct CompressorTests {
    private let wantsGzip = ServiceRequest(
        HTTPRequest(
            method: .get, scheme: nil, authority: nil, path: "/", headerFields: [.acceptEncoding: "gzip"]))

    @Test(arguments: [
        ("gzip", true), ("deflate, gzip;q=0.5", true), ("*", true), ("GZIP", true), ("", false), ("br", false),
        ("gzip;q=0", false), ("gzip; q=0.0", false), ("identity", false),
    ])
    func negotiation(header: String, accepted: Bool) { #expect(Compressor.acceptsGzip(header) == accepted) }

    @Test func textIsCompressedAndReadsBackTheSame() async throws {
        var random = SplitMix(3)
        for size in [1400, 5000, 200_000] {
            let body = (0..<size).map { _ in UInt8.random(in: 0x61...0x68, using: &random) }
            var response = ServiceResponse(type: "application/json", body: body)
            Compressor().compress(&response, for: wantsGzip)
            #expect(response[.contentEncoding] == "gzip")
            #expect(response[.vary] == "Accept-Encoding")
            #expect(response.body.count < body.count)
            var input = DecodedInput(MemoryInput(response.body), name: "body", firstByte: nil)
            var plain: [UInt8] = []
            while let piece = try await input.next() { plain += piece }
            #expect(plain == body)
        }
    }

    @Test func smallOrBinaryAnswersStay() {
        var small = ServiceResponse(type: "application/json", body: Array(repeating: 0x61, count: 100))
        Compressor().compress(&small, for: wantsGzip)
        #expect(small[.contentEncoding] == nil && small[.vary] != nil)
        var image = ServiceResponse(type: "image/png", body: Array(repeating: 0x61, count: 5000))
        Compressor().compress(&image, for: wantsGzip)
        #expect(image[.contentEncoding] == nil && image[.vary] == nil)
    }

    @Test func whoDoesNotTakeGzipGetsTheBytesAsTheyAre() {
        var response = ServiceResponse(type: "text/html", body: Array(repeating: 0x61, count: 5000))
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
        Compressor().compress(&response, for: ServiceRequest(request))
        #expect(response[.contentEncoding] == nil && response[.vary] == "Accept-Encoding")
        #expect(response.body.count == 5000)
    }
}
