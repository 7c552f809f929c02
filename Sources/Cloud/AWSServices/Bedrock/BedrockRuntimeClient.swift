public import AWS
import Basics
import HTTPTypes
import JSON

/// Calls models of Amazon Bedrock (docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html).
public struct BedrockRuntimeClient: Sendable {
    private let client: AWSClient

    /// A client that is configured as `configuration` says.
    public init(_ configuration: AWSConfiguration) { client = AWSClient(.bedrockRuntime, configuration) }

    /// Gives the body of the answer of `model` to `body`, both JSON. Throws as `AWSClient.send` does.
    public func invokeModel(_ model: String, _ body: [UInt8]) async throws -> [UInt8] {
        let request = AWSRequest(
            "InvokeModel", path: "/model/\(PercentEncoding.encode(model))/invoke",
            headerFields: [.contentType: "application/json", .accept: "application/json"], body: .bytes(body))
        return try await client.answer(to: request).body
    }

    /// What `model` answers to `message`, whatever its maker; `instruction` says how it is to answer, in at most `limit`
    /// tokens (Converse). Throws as `AWSClient.send` does, `service` for an answer without a message.
    public func converse(
        _ model: String, instruction: String, message: String, limit: Int
    ) async throws -> ModelAnswer {
        let body: JSONValue = [
            "system": [["text": .string(instruction)]],
            "messages": [["role": "user", "content": [["text": .string(message)]]]],
            "inferenceConfig": ["maxTokens": .integer(Int64(limit)), "temperature": 0],
        ]
        let request = AWSRequest(
            "Converse", path: "/model/\(PercentEncoding.encode(model))/converse",
            headerFields: [.contentType: "application/json", .accept: "application/json"], body: .bytes(body.encoded))
        guard let answer = ModelAnswer(try await client.document(of: request)) else {
            throw FdnixError(.service, "Bedrock Converse answered without a message; is the endpoint that of AWS?")
        }
        return answer
    }
}

/// What a model of Bedrock answers in words.
public struct ModelAnswer: Sendable, Hashable {
    /// The words of all parts that have any.
    public var text: String
    /// Why it ended: `end_turn` where it was done, `max_tokens`, `content_filtered`, `guardrail_intervened` and others.
    public var stopReason: String

    init?(_ json: JSONValue) {
        guard let content = json["output"]?["message"]?["content"]?.array, let reason = json["stopReason"]?.string
        else { return nil }
        text = content.compactMap { $0["text"]?.string }.joined()
        stopReason = reason
    }
}
