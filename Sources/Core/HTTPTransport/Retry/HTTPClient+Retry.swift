import Basics
public import HTTPTypes
public import Logging

extension HTTPClient {
    /// Sends a request until a reply comes that is not worth another try, or `policy` has had enough; then returns the
    /// last reply or throws the last error, as `send` does. Each further try is logged as a warning.
    ///
    /// A body that can be sent once is not sent again, `limits` hold for each try by itself, and what fails while the
    /// reply's body is read is the reader's to repeat.
    public func send(
        _ request: HTTPRequest, body: HTTPBody = .empty, limits: HTTPLimits = HTTPLimits(),
        retrying policy: RetryPolicy,
        logger: Logger
    ) async throws -> HTTPReply {
        var attempt = 1
        while true {
            var outcome: RetryPolicy.Outcome
            let result: Result<HTTPReply, any Error>
            do {
                let reply = try await send(request, body: body, limits: limits)
                outcome = .status(reply.head.status.code, retryAfter: reply.head.headerFields[.retryAfter])
                result = .success(reply)
            } catch let error as FdnixError {
                guard let failure = error.underlying as? HTTPFailure else { throw error }
                outcome = .failure(failure)
                result = .failure(error)
            }
            let decision = policy.decision(
                after: outcome, attempt: attempt, method: request.method, random: .random(in: 0..<1),
                now: Timestamp.milliseconds / 1000)
            guard case .retry(let pause) = decision, body.isReplayable else { return try result.get() }
            logger.warning("\(outcome.words(request)); trying again")
            attempt += 1
            try await Task.sleep(for: pause)
        }
    }
}

extension RetryPolicy.Outcome {
    /// What happened, for a log line.
    fileprivate func words(_ request: HTTPRequest) -> String {
        let path = (request.path ?? "").prefix { $0 != "?" }
        let place = "\(request.method.rawValue) \(request.scheme ?? "https")://\(request.authority ?? "")\(path)"
        return switch self {
        case .status(let status, _): "\(place): \(HTTPFailure(.status(status)))"
        case .failure(let failure): "\(place): \(failure)"
        }
    }
}
