public import AWS
import Basics
import HTTPTypes

/// Calls models behind endpoints of Amazon SageMaker
/// (docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html).
public struct SageMakerRuntimeClient: Sendable {
    private let client: AWSClient

    /// A client that is configured as `configuration` says.
    public init(_ configuration: AWSConfiguration) { client = AWSClient(.sageMakerRuntime, configuration) }

    /// Gives the body of the answer of the model behind `endpoint` to `body`, both JSON. Throws as `AWSClient.send` does.
    public func invokeEndpoint(_ endpoint: String, _ body: [UInt8]) async throws -> [UInt8] {
        let request = AWSRequest(
            "InvokeEndpoint", path: "/endpoints/\(PercentEncoding.encode(endpoint))/invocations",
            headerFields: [.contentType: "application/json", .accept: "application/json"], body: .bytes(body))
        return try await client.answer(to: request).body
    }
}
