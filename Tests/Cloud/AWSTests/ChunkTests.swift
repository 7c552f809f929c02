import Basics
import HTTPTypes
import Testing

@testable import AWS

@Suite struct ChunkTests {
    /// The example in S3's documentation of chunks with a trailer, 65 KiB of the letter a in chunks of 64 KiB
    /// (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html), whose checksum is another than ours; its
    /// chain of chunk signatures is that of bodies without a trailer, up to the seed.
    @Test func lengthsAreThoseOfWhatIsSent() throws {
        for length in [0, 1, 65_535, 65_536, 65_537, 200_000] {
            for isSigned in [true, false] {
                let scope = SignatureScope(seconds: 0, region: "us-east-1", service: "s3")
                let chain = ChunkSignatures(scope: scope, key: try scope.signingKey("s"), seed: "seed")
                var encoding = try ChunkedEncoding(isSigned ? chain : nil)
                var sent: [UInt8] = []
                let body = [UInt8](repeating: 0x61, count: length)
                for start in stride(from: 0, to: length, by: 30_000) {
                    sent += try encoding.encode(Array(body[start..<min(start + 30_000, length)]))
                }
                sent += try encoding.finish()
                #expect(sent.count == ChunkedEncoding.encodedLength(length, isSigned: isSigned))
                #expect(Self.decoded(sent) == body)
            }
        }
    }

    /// The chunk signatures of the example in S3's documentation
    /// (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html).
    @Test func signaturesAreThoseOfTheDocumentation() throws {
        let seconds = try #require(Timestamp.milliseconds(iso8601: "2013-05-24T00:00:00Z")) / 1000
        let scope = SignatureScope(seconds: seconds, region: "us-east-1", service: "s3")
        let key = try scope.signingKey("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        let seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
        var chain = ChunkSignatures(scope: scope, key: key, seed: seed)
        let first = try chain.next([UInt8](repeating: 0x61, count: 65_536))
        #expect(first == "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648")
        let second = try chain.next([UInt8](repeating: 0x61, count: 1024))
        #expect(second == "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497")
        #expect(try chain.next([]) == "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9")
    }

    /// What a server makes of chunks.
    private static func decoded(_ sent: [UInt8]) -> [UInt8]? {
        var body: [UInt8] = []
        var rest = sent[...]
        while let end = rest.firstIndex(of: 0x0D) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            guard let size = Int(line.prefix { $0 != ";" }, radix: 16) else { return nil }
            rest = rest[(end + 2)...]
            if size == 0 { return body }
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        return nil
    }
}
