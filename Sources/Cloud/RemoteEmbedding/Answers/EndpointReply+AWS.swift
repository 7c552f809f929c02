import AWS
import Basics
import HTTPTransport

/// Calls the model or endpoint of this name once, with a body of JSON; gives the body of the answer.
public typealias ModelInvocation = @Sendable (_ name: String, _ body: [UInt8]) async throws -> [UInt8]

extension EndpointReply {
    /// What became of a call to AWS. What no other text or moment mends is thrown: no access, no such model.
    init(_ model: String, _ call: () async throws -> [UInt8]) async throws {
        do {
            self = EndpointReply(answer: try await call(), of: model)
        } catch let error as FdnixError {
            switch error.underlying {
            case let failure as HTTPFailure: self = .failed(error, .failure(failure))
            case let answer as AWSError:
                if answer.isThrottling {
                    self = .failed(error, .status(429, retryAfter: answer.retryAfter.map(String.init)))
                } else if answer.isRetryable || answer.status >= 500 {
                    self = EndpointReply(failure: error, status: max(answer.status, 500))
                } else if Self.refusals.contains(answer.code) {
                    self = .refused(error)
                } else {
                    throw error
                }
            default: throw error
            }
        }
    }

    /// What Bedrock and SageMaker say of texts that a model does not take; `ModelError` is what a container answered.
    private static let refusals: Set<String> = [
        "ValidationException", "ValidationError", "ModelErrorException", "ModelError",
    ]
}
