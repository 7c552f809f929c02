import CZlib
import SearchService
import Synchronization

/// gzip (RFC 1952) for answers that are worth it and callers that take it.
struct Compressor: Sendable {
    /// Below this a packet is a packet.
    private static let minimum = 1400
    /// Fast: the answer is compressed while its reader waits.
    private static let level: Int32 = 3

    func compress(_ response: inout ServiceResponse, for request: ServiceRequest) {
        guard let type = response["content-type"], Self.isText(type) else { return }
        response.headers.append(("vary", "Accept-Encoding"))
        guard response.body.count >= Self.minimum, Self.acceptsGzip(request.headers["accept-encoding"] ?? ""),
            let compressed = Self.gzip(response.body)
        else { return }
        response.body = compressed
        response.headers.append(("content-encoding", "gzip"))
    }

    private static func isText(_ type: String) -> Bool {
        type.hasPrefix("text/") || type.hasPrefix("application/json") || type.contains("+json")
            || type.contains("javascript") || type.contains("+xml")
    }

    /// Whether `Accept-Encoding` (RFC 9110 §12.5.3) lists gzip with a quality that is not zero.
    static func acceptsGzip(_ header: String) -> Bool {
        for item in header.lowercased().split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let name = parts.first, name == "gzip" || name == "*" else { continue }
            let isRefused = parts.dropFirst().contains { part in
                part.hasPrefix("q=") && (Double(part.dropFirst(2)) ?? 0) == 0
            }
            return !isRefused
        }
        return false
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
