import Basics
import HTTPTransport
import JSON

/// What a server says when it refuses: `{"error", "message"}`, plain text, or nothing.
struct ChromaProblem {
    private let status: Int
    private let words: String
    /// Whether Chroma itself says that something is not there; any web server may answer 404.
    private let isAbsence: Bool

    init(_ status: Int, _ body: [UInt8]) {
        self.status = status
        let json = try? JSONValue.parse(body)
        isAbsence = json?["error"]?.string == "NotFoundError"
        let message = json?["message"]?.string ?? json?["error"]?.string ?? ""
        let text = message.isEmpty && json == nil ? String(decoding: body.prefix(300), as: UTF8.self) : message
        words = text.trimmed.isEmpty ? "" : ": \(text.trimmed.printable(onOneLine: true).prefix(300))"
    }

    /// The error of one line that callers get; `place` names method and address.
    func error(_ place: String) -> FdnixError {
        let (code, advice): (FdnixError.Code, String) =
            switch status {
            case 400, 413, 415, 422: (.malformedInput, "")
            case 401, 403: (.denied, "; check CHROMA_TOKEN, and tenant and database")
            case 404 where isAbsence: (.notFound, "")
            case 404: (.incompatible, "; no Chroma server answers at this address")
            case 409: (.conflict, "")
            case 410: (.incompatible, "; the server speaks another version of the interface")
            case 429: (.throttled, "")
            default: (.service, "")
            }
        return FdnixError(
            code, "\(place): HTTP \(status)\(words)\(advice)", underlying: HTTPFailure(.status(status)))
    }
}
