import Basics
public import HTTPTypes
import JSON

/// An HTTP request as a gateway wraps it for a Lambda function.
///
/// - API Gateway REST APIs, and HTTP APIs with payload format 1.0:
///   docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
/// - HTTP APIs with payload format 2.0:
///   docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
/// - Function URLs, which use format 2.0: docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
public struct GatewayEvent: Sendable {
    /// The payload formats; they repeat headers differently.
    public enum Format: Sendable {
        /// REST APIs, and HTTP APIs that were told to use it.
        case v1
        /// HTTP APIs and function URLs.
        case v2
    }

    /// The format of the event, which the answer should have too.
    public let format: Format
    /// The request as it would have come over a socket: `path` is without the gateway's stage or mapping, and holds the
    /// query; repeated headers are several fields; the cookies of format 2.0 are a `Cookie` field again, and `Host` is
    /// the authority.
    public let request: HTTPRequest
    /// The request's body, decoded where the gateway wrapped it in Base64; empty where there was none.
    public let body: [UInt8]
    /// When the event was read.
    public let received: ContinuousClock.Instant

    /// Reads an event; throws `malformedInput` for bytes that are no such event.
    public init(_ bytes: [UInt8]) throws {
        received = .now
        let event = try JSONValue.parse(bytes)
        let method: String
        let path: String
        let query: String
        if let http = event["requestContext"]?["http"], let name = http["method"]?.string {
            (format, method) = (.v2, name)
            path = GatewayPath.v2(event)
            query = Self.queryV2(event)
        } else if let name = event["httpMethod"]?.string, let full = event["path"]?.string {
            (format, method) = (.v1, name)
            path = GatewayPath.v1(event, full)
            query = Self.queryV1(event)
        } else {
            throw FdnixError(
                .malformedInput, "the event is neither of API Gateway nor of a function URL: it has no HTTP method")
        }
        guard let method = HTTPRequest.Method(method) else {
            throw FdnixError(.malformedInput, "the event's HTTP method is not a token")
        }
        let target = RequestTarget.legal(path.hasPrefix("/") ? path : "/" + path)
        request = HTTPRequest(
            method: method, scheme: Self.first("x-forwarded-proto", event) == "http" ? "http" : "https",
            authority: Self.first("host", event), path: query.isEmpty ? target : "\(target)?\(query)",
            headerFields: Self.fields(event))
        body = try Self.body(event)
    }

    private static func body(_ event: JSONValue) throws -> [UInt8] {
        guard let text = event["body"]?.string else { return [] }
        guard event["isBase64Encoded"]?.bool == true else { return Array(text.utf8) }
        guard let bytes = Base64.decode(text) else {
            throw FdnixError(.malformedInput, "the event's body is said to be Base64 and is not")
        }
        return bytes
    }

    /// The headers in the order of the event; of format 1.0 the object that repeats them, where it has the header.
    private static func fields(_ event: JSONValue) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in pairs(event["multiValueHeaders"]) { append(name, value, to: &fields) }
        let repeated = fields
        for (name, value) in pairs(event["headers"]) {
            if let known = HTTPField.Name(name), repeated.contains(known) { continue }
            append(name, value, to: &fields)
        }
        let cookies = (event["cookies"]?.array ?? []).compactMap(\.string)
        if !cookies.isEmpty { fields[.cookie] = cookies.joined(separator: "; ") }
        return fields
    }

    private static func append(_ name: String, _ value: String, to fields: inout HTTPFields) {
        // A name that is not a token cannot have come over HTTP.
        guard let name = HTTPField.Name(name), name.canonicalName != "host" else { return }
        fields.append(HTTPField(name: name, value: value))
    }

    /// The first value of a header, whose name is given in lower case.
    private static func first(_ name: String, _ event: JSONValue) -> String? {
        (pairs(event["headers"]) + pairs(event["multiValueHeaders"])).first { $0.name.lowercased() == name }?.value
    }

    /// The query of format 1.0: decoded already, so encoded again; repeated parameters are in a second object.
    private static func queryV1(_ event: JSONValue) -> String {
        let repeated = event["multiValueQueryStringParameters"]
        return query(repeated?.object == nil ? event["queryStringParameters"] : repeated)
    }

    /// The query of format 2.0: as it was sent.
    private static func queryV2(_ event: JSONValue) -> String {
        event["rawQueryString"]?.string.map(RequestTarget.legal) ?? query(event["queryStringParameters"])
    }

    private static func query(_ parameters: JSONValue?) -> String {
        pairs(parameters).map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            .joined(separator: "&")
    }

    /// The strings of an object, and those of arrays in it, in order.
    private static func pairs(_ value: JSONValue?) -> [(name: String, value: String)] {
        (value?.object?.members ?? []).flatMap { member in
            (member.value.array ?? [member.value]).compactMap { value in value.string.map { (member.key, $0) } }
        }
    }
}
