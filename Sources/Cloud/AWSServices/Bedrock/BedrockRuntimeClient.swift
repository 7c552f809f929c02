public import AWS
import Basics
import HTTPTypes

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
}
