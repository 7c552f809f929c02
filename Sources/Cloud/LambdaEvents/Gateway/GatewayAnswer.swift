import Basics
public import HTTPTypes
import JSON

/// An answer as gateways and function URLs take it: `statusCode`, `headers`, `body`, `isBase64Encoded`, for both formats
/// (the pages are those of `GatewayEvent`).
public enum GatewayAnswer {
    /// The answer as JSON, in the event's format.
    ///
    /// A body that is text goes as it is; other bytes, and what has a `Content-Encoding`, go as Base64. An answer of more
    /// than `maximumSize` bytes of JSON would be refused, so an error 500 that says so goes in its place.
    public static func encode(
        _ response: HTTPResponse, body: [UInt8], format: GatewayEvent.Format, maximumSize: Int = .max
    ) -> [UInt8] {
        let bytes = write(response, body, format)
        guard bytes.count > maximumSize else { return bytes }
        var error = response
        error.status = .internalServerError
        // Those that say whom the answer is for stay; those that say what is in it do not.
        for name in [.contentEncoding, .contentLength, .contentRange, .eTag, .lastModified] as [HTTPField.Name] {
            error.headerFields[name] = nil
        }
        error.headerFields[.contentType] = "application/json"
        error.headerFields[.cacheControl] = "no-store"
        var json = JSONWriter()
        json.object { json in
            json.member("error", "Internal server error")
            json.member("message", "The answer is too large; ask for less")
        }
        return write(error, json.bytes, format)
    }

    private static func write(_ response: HTTPResponse, _ body: [UInt8], _ format: GatewayEvent.Format) -> [UInt8] {
        var headers: [(name: HTTPField.Name, values: [String])] = []
        for field in response.headerFields {
            if let index = headers.firstIndex(where: { $0.name == field.name }) {
                headers[index].values.append(field.value)
            } else {
                headers.append((field.name, [field.value]))
            }
        }
        // Cookies cannot be joined (RFC 9110 §5.3); format 2.0 has a place of their own for them.
        let cookies = format == .v2 ? headers.first { $0.name == .setCookie }?.values : nil
        if cookies != nil { headers.removeAll { $0.name == .setCookie } }
        let isRepeated = { (values: [String]) in format == .v1 && values.count > 1 }
        var json = JSONWriter(capacity: body.count * 4 / 3 + 512)
        json.object { json in
            json.member("statusCode", response.status.code)
            json.objectMember("headers") { json in
                for (name, values) in headers where !isRepeated(values) {
                    json.member(name.canonicalName, values.joined(separator: ", "))
                }
            }
            if headers.contains(where: { isRepeated($0.values) }) {
                json.objectMember("multiValueHeaders") { json in
                    for (name, values) in headers where isRepeated(values) { json.member(name.canonicalName, values) }
                }
            }
            if let cookies { json.member("cookies", cookies) }
            let isEncoded = response.headerFields[.contentEncoding] != nil
            let text = isEncoded ? nil : String(validating: body, as: UTF8.self)
            json.member("body", text ?? Base64.encode(body))
            json.member("isBase64Encoded", text == nil)
        }
        return json.bytes
    }
}
