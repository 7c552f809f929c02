import Compression
import HTTPTypes
import ServiceAPI
import Synchronization

/// gzip (RFC 1952) for answers that are worth it and callers that take it.
final class Compressor: Sendable {
    /// A large answer that is the same for everyone, compressed once.
    private let large = Mutex<(tag: String, bytes: [UInt8])?>(nil)
    private static let largeSize = 512 << 10
    /// Below this a packet is a packet.
    private static let minimum = 1400
    /// Fast: the answer is compressed while its reader waits.
    private static let level = 3

    func compress(_ response: inout ServiceResponse, for request: ServiceRequest) {
        guard let type = response[.contentType], Self.isText(type) else { return }
        response.head.headerFields.append(HTTPField(name: .vary, value: "Accept-Encoding"))
        guard Self.acceptsGzip(request.head.headerFields[.acceptEncoding] ?? "") else { return }
        guard response.body.count >= Self.minimum, let compressed = compressed(response) else { return }
        response.body = compressed
        response.head.headerFields.append(HTTPField(name: .contentEncoding, value: "gzip"))
    }

    private func compressed(_ response: ServiceResponse) -> [UInt8]? {
        guard response.body.count >= Self.largeSize, let tag = response[.eTag] else { return Self.gzip(response.body) }
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

    /// The bytes as one gzip member; nil where there is no memory, and the answer goes as it is.
    private static func gzip(_ bytes: [UInt8]) -> [UInt8]? { try? Gzip.compress(bytes, level: level) }
}
