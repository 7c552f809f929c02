import Basics
import Digests

/// Frames a body for `Content-Encoding: aws-chunked`: chunks of one size, and a trailer with the SHA-256 of them all. So a
/// body is read once, and needs neither memory nor a second pass for its checksum.
struct ChunkedEncoding: ~Copyable {
    /// Chunks are small enough to be kept, and large enough that their lines do not count; servers want 8 KiB at least.
    static let chunkSize = 1 << 16
    static let trailerField = "x-amz-checksum-sha256"

    private var signatures: ChunkSignatures?
    private var digest: Digest
    private var pending: [UInt8] = []

    /// Chunks signed by `signatures`, or not at all where that is nil.
    init(_ signatures: ChunkSignatures?) throws(FdnixError) {
        self.signatures = signatures
        digest = try Digest(.sha256)
    }

    /// How many bytes are sent for a body of `length`.
    static func encodedLength(_ length: Int, isSigned: Bool) -> Int {
        func chunk(_ size: Int) -> Int { String(size, radix: 16).utf8.count + (isSigned ? 81 : 0) + 2 + size + 2 }
        let last = length % chunkSize
        let checksum = trailerField.utf8.count + 1 + 44 + 2
        return length / chunkSize * chunk(chunkSize) + (last > 0 ? chunk(last) : 0)
            + chunk(0) - 2 + checksum + (isSigned ? "x-amz-trailer-signature:".utf8.count + 64 + 2 : 0) + 2
    }

    /// The chunks that `bytes` complete.
    mutating func encode(_ bytes: [UInt8]) throws(FdnixError) -> [UInt8] {
        digest.update(bytes)
        pending += bytes
        var encoded: [UInt8] = []
        var start = 0
        while pending.count - start >= Self.chunkSize {
            try append(Array(pending[start..<start + Self.chunkSize]), to: &encoded)
            start += Self.chunkSize
        }
        pending.removeFirst(start)
        return encoded
    }

    /// What is left, the empty chunk and the trailer.
    consuming func finish() throws(FdnixError) -> [UInt8] {
        var encoded: [UInt8] = []
        if !pending.isEmpty { try append(pending, to: &encoded) }
        encoded += Array("0\(try extensions([]))\r\n".utf8)
        let checksum = Base64.encode(digest.finalize())
        var trailer = "\(Self.trailerField):\(checksum)\r\n"
        if let signature = try signatures?.trailer("\(Self.trailerField):\(checksum)\n") {
            trailer += "x-amz-trailer-signature:\(signature)\r\n"
        }
        return encoded + Array("\(trailer)\r\n".utf8)
    }

    private mutating func append(_ chunk: [UInt8], to encoded: inout [UInt8]) throws(FdnixError) {
        encoded += Array("\(String(chunk.count, radix: 16))\(try extensions(chunk))\r\n".utf8)
        encoded += chunk
        encoded += [0x0D, 0x0A]
    }

    private mutating func extensions(_ chunk: [UInt8]) throws(FdnixError) -> String {
        try signatures?.next(chunk).with(prefix: ";chunk-signature=") ?? ""
    }
}

extension String {
    fileprivate func with(prefix: String) -> String { prefix + self }
}
