import Basics
import HTTPTypes
public import JSON

/// The formats in which services take operations that are not addresses of their own.
extension AWSClient {
    /// Calls an operation of a service that speaks AWS JSON: a document in, a document out.
    ///
    /// An answer that `check` finds to be an error counts as that error. Throws as `send` does, and `service` for an answer
    /// that is not JSON.
    public func call(
        _ operation: String, _ input: JSONValue, isRepeatable: Bool = true,
        check: @Sendable (AWSAnswer) -> AWSError? = { _ in nil }
    ) async throws -> JSONValue {
        guard case .json(let version, let target) = service.format else {
            throw FdnixError(.usage, "\(service.name) does not speak AWS JSON")
        }
        let fields: HTTPFields = [
            .contentType: "application/x-amz-json-\(version)", .amzTarget: "\(target).\(operation)",
        ]
        let request = AWSRequest(
            operation, headerFields: fields, body: .bytes(input.encoded), isRepeatable: isRepeatable)
        return try await document(of: request, check: check)
    }

    /// Sends a request whose answer is a JSON document; an empty answer counts as an empty object.
    ///
    /// Throws as `send` does, and `service` for an answer that is not JSON.
    public func document(
        of request: AWSRequest, check: @Sendable (AWSAnswer) -> AWSError? = { _ in nil }
    ) async throws -> JSONValue {
        let answer = try await answer(to: request, check: check)
        guard !answer.body.isEmpty else { return .object(JSONObject()) }
        do { return try JSONValue.parse(answer.body) } catch {
            throw FdnixError(
                .service, "\(service.name) \(request.operation) did not answer in JSON; is the endpoint that of AWS?",
                underlying: error)
        }
    }

    /// Calls an operation of a service of the Query protocol; gives what is in the element of the result.
    func query(_ operation: String, _ parameters: [(String, String)]) async throws -> XMLElement {
        guard case .query(let version) = service.format else {
            throw FdnixError(.usage, "\(service.name) does not speak the Query protocol")
        }
        let form = [("Action", operation), ("Version", version)] + parameters
        let fields: HTTPFields = [.contentType: "application/x-www-form-urlencoded; charset=utf-8"]
        let request = AWSRequest(
            operation, headerFields: fields, body: .bytes(FormEncoding.encode(form.map { (name: $0.0, value: $0.1) })))
        let root = try XMLElement.parse(try await answer(to: request).body)
        guard let result = root["\(operation)Result"] else {
            throw FdnixError(.service, "\(service.name) \(operation) answered without a result")
        }
        return result
    }
}
