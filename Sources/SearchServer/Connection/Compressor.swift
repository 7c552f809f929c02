import CZlib
import SearchService
import Synchronization

/// gzip (RFC 1952) for answers that are worth it and callers that take it.
final class Compressor: Sendable {
    /// A large answer that is the same for everyone, compressed once.
    private let large = Mutex<(tag: String, bytes: [UInt8])?>(nil)
    private static let largeSize = 512 << 10
    /// Below this a packet is a packet.
    private static let minimum = 1400
    /// Fast: the answer is compressed while its reader waits.
    private static let level: Int32 = 3

    func compress(_ response: inout ServiceResponse, for request: ServiceRequest) {
        guard let type = response["content-type"], Self.isText(type) else { return }
        response.headers.append(("vary", "Accept-Encoding"))
        guard Self.acceptsGzip(request.headers["accept-encoding"] ?? "") else { return }
        guard response.body.count >= Self.minimum, let compressed = compressed(response) else { return }
        response.body = compressed
        response.headers.append(("content-encoding", "gzip"))
    }

    private func compressed(_ response: ServiceResponse) -> [UInt8]? {
        guard response.body.count >= Self.largeSize, let tag = response["etag"] else { return Self.gzip(response.body) }
        return large.withLock { large in
            if let known = large, known.tag == tag { return known.bytes }
            guard let bytes = Self.gzip(response.body) else { return nil }
            large = (tag, bytes)
            return bytes
        }
    }

    private static func isText(_ type: String) -> Bool {
        type.hasPrefix("text/") || type.hasPrefix("application/json") || type.contains("+json")
            || type.contains("javascript") || type.contains("+xml")
    }

    /// Whether `Accept-Encoding` (RFC 9110 §12.5.3) lists gzip with a quality that is not zero.
    static func acceptsGzip(_ header: String) -> Bool {
        var qualities: [Substring: Double] = [:]
        for item in header.lowercased().split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let name = parts.first else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 }
            qualities[Substring(name)] = quality ?? 1
        }
        return (qualities["gzip"] ?? qualities["*"] ?? 0) > 0
    }

    /// The bytes as one gzip member, nil where zlib fails.
    static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        let windowBits: Int32 = 15 + 16  // 16: a gzip wrapper
        guard
            deflateInit2_(
                &stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var input = bytes
        let capacity = Int(deflateBound(&stream, uLong(bytes.count)))
        let output = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = uInt(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = uInt(capacity)
                count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? capacity - Int(stream.avail_out) : 0
            }
        }
        return output.isEmpty ? nil : output
    }
}
