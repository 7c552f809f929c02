import JSON
import SearchService

/// An answer as gateways take it: `statusCode`, `headers`, `body`, `isBase64Encoded`, for both formats.
enum GatewayAnswer {
    /// What is too large for Lambda is answered by an error.
    static func encode(
        _ response: ServiceResponse, _ format: GatewayEvent.Format, maximumSize: Int = .max
    ) -> [UInt8] {
        let bytes = write(response, format)
        guard bytes.count > maximumSize else { return bytes }
        return write(ServiceError(status: 500, message: "The answer is too large; ask for less").response, format)
    }

    private static func write(_ response: ServiceResponse, _ format: GatewayEvent.Format) -> [UInt8] {
        var values: [(name: String, values: [String])] = []
        for (name, value) in response.headers {
            if let index = values.firstIndex(where: { $0.name == name }) {
                values[index].values.append(value)
            } else {
                values.append((name, [value]))
            }
        }
        var json = JSONWriter(capacity: response.body.count * 4 / 3 + 512)
        json.object { json in
            json.key("statusCode")
            json.integer(response.status)
            let repeated = values.filter { format == .v1 && $0.values.count > 1 }
            json.key("headers")
            json.object { json in
                for (name, values) in values where format == .v2 || values.count == 1 {
                    json.key(name)
                    json.string(values.joined(separator: ", "))
                }
            }
            if !repeated.isEmpty {
                json.key("multiValueHeaders")
                json.object { json in
                    for (name, values) in repeated {
                        json.key(name)
                        json.strings(values)
                    }
                }
            }
            let text = response["content-encoding"] == nil ? String(validating: response.body, as: UTF8.self) : nil
            json.key("body")
            json.string(text ?? Base64.encode(response.body))
            json.key("isBase64Encoded")
            json.bool(text == nil)
        }
        return json.bytes
    }
}

/// Base64 with padding (RFC 4648 §4).
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Encodes bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
            for digit in 0...group.count { text.append(digits[Int(bits >> (18 - 6 * UInt32(digit)) & 63)]) }
            for _ in group.count..<3 { text.append(UInt8(ascii: "=")) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
