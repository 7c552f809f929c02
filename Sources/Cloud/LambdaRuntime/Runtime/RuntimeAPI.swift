import Basics
import NIOCore
import NIOHTTP1

/// The Lambda runtime API, version 2018-06-01, from the runtime's side.
///
/// Paths, headers and statuses: docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
final class RuntimeAPI {
    private let connection: RuntimeConnection
    private static let prefix = "/2018-06-01/runtime"

    /// Where the API is.
    struct Endpoint: Sendable {
        var host: String
        var port: Int

        /// Reads `AWS_LAMBDA_RUNTIME_API`, `host:port`.
        init(environment: [String: String]) throws {
            guard let text = environment["AWS_LAMBDA_RUNTIME_API"], !text.isEmpty else {
                throw FdnixError(.usage, "AWS_LAMBDA_RUNTIME_API is not set: this program is started by AWS Lambda")
            }
            guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
                colon != text.startIndex, port > 0
            else {
                throw FdnixError(
                    .usage, "AWS_LAMBDA_RUNTIME_API must be host:port, as Lambda sets it; it is \"\(text)\"")
            }
            host = String(text[..<colon])
            self.port = Int(port)
        }
    }

    /// The API at `endpoint`; connects when it is first asked.
    init(_ endpoint: Endpoint) { connection = RuntimeConnection(host: endpoint.host, port: endpoint.port) }

    /// Waits for the next invocation, for as long as it takes.
    func next() throws -> Invocation {
        let answer = try connection.exchange(.GET, "\(Self.prefix)/invocation/next")
        guard answer.status == 200 else { throw refused("the next invocation", answer) }
        guard let id = answer.headers.first(name: "Lambda-Runtime-Aws-Request-Id"), !id.isEmpty else {
            throw FdnixError(.network, "the runtime API handed over an invocation without a request id")
        }
        return Invocation(
            requestID: id, event: answer.body,
            deadline: answer.headers.first(name: "Lambda-Runtime-Deadline-Ms").flatMap { Int($0) },
            functionARN: answer.headers.first(name: "Lambda-Runtime-Invoked-Function-Arn") ?? "",
            traceID: answer.headers.first(name: "Lambda-Runtime-Trace-Id"))
    }

    /// Hands over the function's answer.
    func answer(_ requestID: String, _ body: [UInt8]) throws {
        try post("/invocation/\(requestID)/response", body)
    }

    /// Tells that the function failed on an event.
    func fail(_ requestID: String, _ failure: FunctionFailure) throws {
        try post("/invocation/\(requestID)/error", failure.body, errorType: failure.type)
    }

    /// Tells that the function cannot start.
    func failToStart(_ failure: FunctionFailure) throws {
        try post("/init/error", failure.body, errorType: failure.type)
    }

    /// Closes the connection.
    func close() { connection.close() }

    private func post(_ path: String, _ body: [UInt8], errorType: String? = nil) throws {
        let answer = try connection.exchange(
            .POST, Self.prefix + path,
            headers: errorType.map { ["Lambda-Runtime-Function-Error-Type": $0] } ?? HTTPHeaders(), body: body)
        guard answer.status == 202 || answer.status == 200 else { throw refused(path, answer) }
    }

    private func refused(_ what: String, _ answer: RuntimeConnection.Answer) -> RuntimeRefusal {
        RuntimeRefusal(
            status: answer.status,
            reason: "\(what): HTTP \(answer.status) \(String(decoding: answer.body.prefix(300), as: UTF8.self))")
    }
}

/// The runtime API said no.
struct RuntimeRefusal: Error, CustomStringConvertible {
    var status: Int
    var reason: String

    /// Whether the runtime may go on with the next invocation: after 400 (the invocation is over) and 413 (too large),
    /// not after 403 and 500 ("Runtime should exit promptly").
    var isRecoverable: Bool { status == 400 || status == 413 }

    var description: String { "the runtime API refused \(reason)" }
}
