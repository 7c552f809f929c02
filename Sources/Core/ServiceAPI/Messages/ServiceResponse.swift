import HTTPTypes
import JSON

/// An answer, whatever carries it back.
public struct ServiceResponse: Sendable {
    /// The status and the headers.
    public var head: HTTPResponse
    /// The body, empty for `HEAD` once the service is done with it.
    public var body: [UInt8]

    /// An answer with the headers that every answer has; `cache` is its `Cache-Control`.
    public init(status: HTTPResponse.Status = .ok, type: String, cache: String = "no-store", body: [UInt8]) {
        head = HTTPResponse(
            status: status,
            headerFields: [
                .contentType: type, .cacheControl: cache, .xContentTypeOptions: "nosniff",
            ])
        self.body = body
    }

    /// A JSON answer that `write` writes; `capacity` is how many bytes to make room for.
    public static func json(
        status: HTTPResponse.Status = .ok, cache: String = "no-store", capacity: Int = 0,
        _ write: (inout JSONWriter) -> Void
    ) -> ServiceResponse {
        var json = JSONWriter(capacity: capacity)
        write(&json)
        return ServiceResponse(status: status, type: "application/json", cache: cache, body: json.bytes)
    }

    /// The status code, such as 200.
    public var status: Int { head.status.code }

    /// The values of a header, comma-separated where there are several; nil where it is missing.
    public subscript(name: HTTPField.Name) -> String? { head.headerFields[name] }

    /// The answer with one more header.
    public func adding(_ name: HTTPField.Name, _ value: String) -> ServiceResponse {
        var copy = self
        copy.head.headerFields.append(HTTPField(name: name, value: value))
        return copy
    }

    /// The answer to `HEAD` where this one is the answer to `GET`: the same headers, and no body (RFC 9110 §9.3.2).
    public var withoutBody: ServiceResponse {
        var copy = self
        copy.head.headerFields[.contentLength] = String(body.count)
        copy.body = []
        return copy
    }
}
