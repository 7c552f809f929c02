import Basics
import JSON
import SearchService

/// An HTTP request as a gateway wraps it for a Lambda function.
///
/// - API Gateway REST APIs, and HTTP APIs with payload format 1.0:
///   docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
/// - HTTP APIs with payload format 2.0:
///   docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
/// - Function URLs, which use format 2.0: docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
///
/// The body, base64 or not, is not looked at: no route of the service takes one. Nor are cookies.
struct GatewayEvent {
    /// The payload format; answers repeat headers differently.
    enum Format: Sendable { case v1, v2 }

    var format: Format
    var request: ServiceRequest

    /// Reads an event; throws for bytes that are no such event.
    init(_ bytes: [UInt8], requestID: String) throws {
        let received = ContinuousClock.now
        let event = try JSONValue.parse(bytes)
        if let http = event["requestContext"]?["http"], let method = http["method"]?.string {
            format = .v2
            request = ServiceRequest(
                method: method, path: GatewayPath.v2(event), parameters: Self.parametersV2(event), received: received)
        } else if let method = event["httpMethod"]?.string, let path = event["path"]?.string {
            format = .v1
            request = ServiceRequest(
                method: method, path: GatewayPath.v1(event, path), parameters: Self.parametersV1(event),
                received: received)
        } else {
            throw FdnixError(.malformedInput, "the event is neither of API Gateway nor of a function URL")
        }
        request.id = requestID
        request.headers = Self.headers(event)
    }

    /// Header values by lower-case name, repeated ones joined as RFC 9110 §5.3 allows.
    private static func headers(_ event: JSONValue) -> [String: String] {
        var headers: [String: String] = [:]
        for (name, value) in pairs(event["headers"]) { headers[name.lowercased()] = value }
        var repeated: [String: [String]] = [:]
        for (name, value) in pairs(event["multiValueHeaders"]) {
            repeated[name.lowercased(), default: []].append(value)
        }
        for (name, values) in repeated { headers[name] = values.joined(separator: ", ") }
        return headers
    }

    /// The query of format 1.0: decoded already, repeated parameters in a second object.
    private static func parametersV1(_ event: JSONValue) -> QueryParameters {
        let repeated = event["multiValueQueryStringParameters"]
        let source = repeated?.object == nil ? event["queryStringParameters"] : repeated
        var parameters = QueryParameters()
        for (name, value) in pairs(source) { parameters.append(name, value) }
        return parameters
    }

    /// The query of format 2.0: as it was sent.
    private static func parametersV2(_ event: JSONValue) -> QueryParameters {
        if let query = event["rawQueryString"]?.string { return QueryParameters(parsing: query) }
        var parameters = QueryParameters()
        for (name, value) in pairs(event["queryStringParameters"]) { parameters.append(name, value) }
        return parameters
    }

    /// The strings of an object, and those of arrays in it, in order.
    private static func pairs(_ value: JSONValue?) -> [(name: String, value: String)] {
        (value?.object?.members ?? []).flatMap { member in
            (member.value.array ?? [member.value]).compactMap { value in value.string.map { (member.key, $0) } }
        }
    }
}
