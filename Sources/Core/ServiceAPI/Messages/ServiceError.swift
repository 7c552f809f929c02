import Basics
import HTTPTypes
import JSON

/// A failure that the caller is told of: `{"error": title, "message": text}` with the status of its kind.
public struct ServiceError: Error, Sendable, Equatable {
    /// The status code of the answer.
    public var status: Int
    /// What was wrong, fit for anyone's eyes.
    public var message: String

    /// An error of this status.
    public init(status: Int, message: String) {
        self.status = status
        self.message = message
    }

    /// 400: the request cannot be understood; `message` says what to change.
    public static func badRequest(_ message: String) -> ServiceError { ServiceError(status: 400, message: message) }
    /// 404: there is nothing of the name that was asked for.
    public static func notFound(_ message: String) -> ServiceError { ServiceError(status: 404, message: message) }

    /// 413: the body is longer than `maximum` bytes; 0 where no route takes one.
    public static func tooLarge(maximum: Int) -> ServiceError {
        ServiceError(
            status: 413, message: maximum == 0 ? "No route takes a body" : "A body may have \(maximum.grouped) bytes")
    }

    /// The short name of the status, as the API words it.
    public var title: String {
        switch status {
        case 400: "Bad request"
        case 404: "Not found"
        case 405: "Method not allowed"
        case 413: "Payload too large"
        case 414: "URI too long"
        case 421: "Misdirected request"
        case 429: "Too many requests"
        case 503: "Service unavailable"
        case 504: "Timeout"
        default: "Internal server error"
        }
    }

    /// The answer that tells the caller.
    public var response: ServiceResponse {
        .json(status: HTTPResponse.Status(code: status)) { json in
            json.object { json in
                json.member("error", title)
                json.member("message", message)
            }
        }
    }
}
