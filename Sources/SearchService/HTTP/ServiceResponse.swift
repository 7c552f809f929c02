import JSON

/// An answer, whatever carries it back.
public struct ServiceResponse: Sendable {
    /// The status code.
    public var status: Int
    /// Header names, lower case, with their values.
    public var headers: [(name: String, value: String)]
    /// The body, empty for `HEAD` once the service is done with it.
    public var body: [UInt8]

    /// An answer with the headers that every answer has.
    public init(status: Int = 200, type: String, cache: String = "no-store", body: [UInt8]) {
        self.status = status
        self.body = body
        headers = [
            ("content-type", type), ("cache-control", cache), ("access-control-allow-origin", "*"),
            ("x-content-type-options", "nosniff"),
        ]
    }

    /// A JSON answer.
    public static func json(
        status: Int = 200, cache: String = "no-store", capacity: Int = 0, _ write: (inout JSONWriter) -> Void
    ) -> ServiceResponse {
        var json = JSONWriter(capacity: capacity)
        write(&json)
        return ServiceResponse(status: status, type: "application/json", cache: cache, body: json.bytes)
    }

    /// The first value of a header.
    public subscript(header: String) -> String? { headers.first { $0.name == header }?.value }

    /// The answer with one more header.
    public func adding(_ name: String, _ value: String) -> ServiceResponse {
        var copy = self
        copy.headers.append((name, value))
        return copy
    }
}

/// A failure that the caller is told of (spec §13.3).
public struct ServiceError: Error, Sendable, Equatable {
    /// The status code.
    public var status: Int
    /// What was wrong, fit for anyone's eyes.
    public var message: String

    /// 400
    public static func badRequest(_ message: String) -> ServiceError { ServiceError(status: 400, message: message) }
    /// 404
    public static func notFound(_ message: String) -> ServiceError { ServiceError(status: 404, message: message) }
    /// 503
    public static let notLoaded = ServiceError(status: 503, message: "Index not loaded")

    /// The short name of the status, as the contract words it.
    public var title: String {
        switch status {
        case 400: "Bad request"
        case 404: "Not found"
        case 405: "Method not allowed"
        case 413: "Payload too large"
        case 414: "URI too long"
        case 429: "Too many requests"
        case 503: "Service unavailable"
        case 504: "Timeout"
        default: "Internal server error"
        }
    }

    /// The answer.
    public var response: ServiceResponse {
        .json(status: status) { json in
            json.object { json in
                json.key("error")
                json.string(title)
                json.key("message")
                json.string(message)
            }
        }
    }

    /// An error of this status.
    public init(status: Int, message: String) {
        self.status = status
        self.message = message
    }
}
