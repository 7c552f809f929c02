import HTTPTypes

/// What answers requests, whatever carries them: a server on a socket and a Lambda function are thin adapters around it.
public protocol HTTPService: Sendable {
    /// The most bytes that the body of a request may have; 0 where no route takes one.
    var maximumBody: Int { get }
    /// Whether pages of other sites may read the answers (the Fetch standard's CORS): right for what is public anyway.
    var isOpenToOtherSites: Bool { get }
    /// Answers a request: always with an answer, never with an error.
    func respond(to request: ServiceRequest) async -> ServiceResponse
}

extension HTTPService {
    /// The answer to a request that does not reach the service.
    public func refusal(_ error: ServiceError) -> ServiceResponse { marked(error.response) }

    /// The answer with what lets other sites read it, where they may.
    public func marked(_ response: ServiceResponse) -> ServiceResponse {
        isOpenToOtherSites ? response.adding(.accessControlAllowOrigin, "*") : response
    }
}
