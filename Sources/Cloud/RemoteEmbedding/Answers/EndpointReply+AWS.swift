import Basics
import HTTPTransport

/// Calls the model or endpoint of this name once, with a body of JSON; gives the body of the answer.
public typealias ModelInvocation = @Sendable (_ name: String, _ body: [UInt8]) async throws -> [UInt8]

extension EndpointReply {
    /// What became of a call to AWS: no access and no such model are thrown, as nothing will mend them.
    init(_ model: String, _ call: () async throws -> [UInt8]) async throws {
        do {
            self = EndpointReply(answer: try await call(), of: model)
        } catch let error as FdnixError {
            if let failure = error.underlying as? HTTPFailure {
                self = .failed(error, .failure(failure))
            } else if error.code == .throttled {
                self = .failed(error, .status(429))
            } else if error.isRetryable {
                self = .failed(error, .status(503))
            } else if error.code == .service {
                self = .refused(error)
            } else {
                throw error
            }
        }
    }
}
