import Basics
import HTTPTransport
public import HTTPTypes
import JSON

extension AWSError {
    /// Reads an error out of a reply, in whichever form it comes: services answer in their own, proxies and load balancers
    /// before them in any.
    public init(service: AWSService, operation: String, head: HTTPResponse, body: [UInt8]) {
        self.service = service.name
        self.operation = operation
        self.body = body
        status = head.status.code
        requestID = Self.requestID(head.headerFields)
        retryAfter = head.headerFields[.retryAfter].flatMap {
            RetryPolicy.seconds($0, now: Timestamp.milliseconds / 1000)
        }
        serverTime = head.headerFields[.date].flatMap { HTTPDate.secondsSince1970($0) }
        (code, message) = ("", "")
        let first = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if first == UInt8(ascii: "{") { readJSON(body) }
        if first == UInt8(ascii: "<") { readXML(body) }
        // A field of the head says it where bodies are not JSON, as for HEAD.
        if let type = head.headerFields[.amzErrorType] { code = Self.name(type) }
        if code.isEmpty { code = Self.code(of: head.status) }
        // Answers to HEAD say no more than the status; the clock tells the rest.
        if body.isEmpty, status == 403, let serverTime, abs(serverTime - Timestamp.milliseconds / 1000) > 240 {
            code = "RequestTimeTooSkewed"
        }
        code = code.printable(onOneLine: true)
        message = String(message.printable(onOneLine: true).prefix(500))
    }

    private mutating func readJSON(_ body: [UInt8]) {
        guard let json = try? JSONValue.parse(body) else { return }
        code = Self.name((json["__type"] ?? json["code"] ?? json["Code"])?.string ?? "")
        message = (json["message"] ?? json["Message"] ?? json["errorMessage"])?.string ?? ""
    }

    private mutating func readXML(_ body: [UInt8]) {
        guard let root = try? XMLElement.parse(body), let error = root.name == "Error" ? root : root["Error"] else {
            return
        }
        code = error.text("Code") ?? ""
        message = error.text("Message") ?? ""
        if let region = error.text("Region"), code == "AuthorizationHeaderMalformed" { message += " (\(region))" }
        if requestID.isEmpty {
            requestID = error.text("RequestId") ?? root.text("RequestId") ?? root.text("RequestID") ?? ""
        }
    }

    /// `com.amazon#Code:http://internal` → `Code`
    private static func name(_ type: String) -> String {
        let name = type.prefix { $0 != ":" }
        return String(name.lastIndex(of: "#").map { name[name.index(after: $0)...] } ?? name)
    }

    private static func code(of status: HTTPResponse.Status) -> String {
        switch status.code {
        case 304: "NotModified"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 412: "PreconditionFailed"
        case 416: "InvalidRange"
        case 503: "ServiceUnavailable"
        default: "HTTP \(status.code)"
        }
    }

    static func requestID(_ fields: HTTPFields) -> String {
        for name in ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"] {
            if let id = fields.value(name) { return id.printable(onOneLine: true) }
        }
        return ""
    }
}
