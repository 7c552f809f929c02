import AWS
import Basics
import HTTPTypes

/// The operations of Amazon S3 that are used, on one bucket (docs.aws.amazon.com/AmazonS3/latest/API).
///
/// Each is one request with the client's tries. Keys are sent as they are, each byte but `/` and the unreserved ones
/// escaped once.
struct S3Bucket: Sendable {
    let client: AWSClient
    let name: String

    func request(
        _ operation: String, _ method: HTTPRequest.Method, _ key: String? = nil,
        _ query: [(name: String, value: String?)] = [], _ fields: HTTPFields = [:], _ body: AWSBody = .bytes([])
    ) -> AWSRequest {
        AWSRequest(
            operation, method, path: "/" + (key.map(Self.encoded) ?? ""), query: query, headerFields: fields,
            body: body, bucket: name)
    }

    static func encoded(_ key: String) -> String { PercentEncoding.encode(key, keeping: "/") }

    /// Sends a request whose answer is a document, which may be an error although it began as a success.
    func document(of request: AWSRequest) async throws -> XMLElement {
        let answer = try await client.answer(to: request) { answer in
            guard let root = try? XMLElement.parse(answer.body), root.name == "Error" else { return nil }
            return AWSError(service: client.service, operation: request.operation, head: answer.head, body: answer.body)
        }
        do { return try XMLElement.parse(answer.body) } catch {
            throw FdnixError(
                .service, "S3 \(request.operation) did not answer in XML; is the endpoint that of S3?",
                underlying: error)
        }
    }
}

extension HTTPFields {
    /// A field by a name that is known to be one; nil removes it.
    mutating func set(_ name: String, _ value: String?) {
        if let name = HTTPField.Name(name) { self[name] = value }
    }
}

/// What S3 wants to be told when an object is written, and how.
struct S3Write: Sendable {
    enum Condition: Sendable {
        case always
        case ifAbsent
        case ifMatches(String)
    }

    var condition = Condition.always
    var contentType: String?
    var contentEncoding: String?
    var metadata: [String: String] = [:]

    /// The fields that describe the object.
    var description: HTTPFields {
        var fields = HTTPFields()
        fields[.contentType] = contentType
        fields[.contentEncoding] = contentEncoding
        for (name, value) in metadata { fields.set("x-amz-meta-\(name)", value) }
        return fields
    }

    /// The fields that say when it is written.
    var conditions: HTTPFields {
        switch condition {
        case .always: [:]
        case .ifAbsent: [.ifNoneMatch: "*"]
        case .ifMatches(let tag): [.ifMatch: "\"\(tag)\""]
        }
    }
}
