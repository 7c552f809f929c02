import Basics
public import HTTPTransport
import HTTPTypes
import Logging

/// Asks one service: signs requests, sends them again as long as that is worth it, and makes errors of its answers.
///
/// All clients of a configuration share its connections, its keys, its clock and its quota of retries.
public struct AWSClient: Sendable {
    /// The service that is asked.
    public let service: AWSService
    /// Who asks, where, and how patiently.
    public let configuration: AWSConfiguration

    /// A client of `service`.
    public init(_ service: AWSService, _ configuration: AWSConfiguration) {
        self.service = service
        self.configuration = configuration
    }

    /// Sends a request and waits for the head of the answer; reading the body is the caller's.
    ///
    /// Throws `denied`, `notFound`, `conflict`, `throttled` or `service` with an `AWSError` beneath for what the service
    /// answers instead, `network` for the way there, `usage` without region or credentials, and `CancellationError`.
    public func send(_ request: AWSRequest) async throws -> HTTPReply { try await send(request) { $0 } }

    /// Sends a request and reads the whole answer, of at most `limit` bytes; one that breaks off in the middle is asked for
    /// again. Throws as `send` does.
    public func answer(to request: AWSRequest, upTo limit: Int = 1 << 25) async throws -> AWSAnswer {
        try await send(request) { AWSAnswer(head: $0.head, body: try await $0.collect(upTo: limit)) }
    }

    /// As `answer(to:upTo:)`; an answer that `check` finds to be an error counts as that error. S3 sends some that begin as
    /// successes.
    public func answer(
        to request: AWSRequest, upTo limit: Int = 1 << 25, check: @Sendable (AWSAnswer) -> AWSError?
    ) async throws -> AWSAnswer {
        try await send(request) { reply in
            let answer = AWSAnswer(head: reply.head, body: try await reply.collect(upTo: limit))
            if let error = check(answer) { throw FdnixError(error) }
            return answer
        }
    }

    private func send<T>(
        _ request: AWSRequest, read: (HTTPReply) async throws -> T
    ) async throws -> T {
        let payload = try Payload(request.body)
        let deadline = configuration.timeout.map { ContinuousClock.now + $0 }
        var attempt = 1
        var taken = 0
        while true {
            let key = try await configuration.credentials.accessKey()
            if key == nil, !configuration.allowsAnonymous { throw Self.noCredentials }
            do {
                let value = try await attemptOnce(request, payload, key, deadline, read)
                configuration.quota.give(max(taken, 1))
                return value
            } catch {
                let decision = RetryDecision(
                    after: error, attempt: attempt, configuration.retries, isWhole: request.isRepeatable,
                    random: .random(in: 0..<1))
                guard try await prepare(decision, error, key, deadline, &taken) else { throw error }
                configuration.logger.warning("\(error); trying again")
                attempt += 1
            }
        }
    }

    /// Does what another try needs; false where there is none.
    private func prepare(
        _ decision: RetryDecision, _ error: any Error, _ key: AccessKey?, _ deadline: ContinuousClock.Instant?,
        _ taken: inout Int
    ) async throws -> Bool {
        switch decision {
        case .stop: return false
        case .againWithNewKey:
            guard let key else { return false }
            await configuration.credentials.discard(key)
            // Where the next key is the same, asking with it again is of no use.
            return try await configuration.credentials.accessKey() != key
        case .againAtServerTime:
            guard let time = ((error as? FdnixError)?.underlying as? AWSError)?.serverTime else { return false }
            return configuration.clock.correct(to: time)
        case .again(let pause, let cost):
            if let deadline, ContinuousClock.now + pause >= deadline { return false }
            guard configuration.quota.take(cost) else { return false }
            taken = cost
            try await Task.sleep(for: pause)
            return true
        }
    }

    private func attemptOnce<T>(
        _ request: AWSRequest, _ payload: Payload, _ key: AccessKey?, _ deadline: ContinuousClock.Instant?,
        _ read: (HTTPReply) async throws -> T
    ) async throws -> T {
        let (message, body) = try message(of: request, payload, key)
        var limits = configuration.limits
        limits.total = request.timeout
        limits.idle = request.idle ?? limits.idle
        if let deadline {
            let left = max(deadline - ContinuousClock.now, .milliseconds(1))
            limits.total = min(limits.total ?? left, left)
        }
        let reply = try await configuration.http.send(message, body: body, limits: limits)
        if (200..<300).contains(reply.status) { return try await read(reply) }
        let text = try await reply.collect(upTo: 1 << 20)
        throw FdnixError(AWSError(service: service, operation: request.operation, head: reply.head, body: text))
    }

    /// The request as it goes out: with host, target and signature.
    private func message(
        of request: AWSRequest, _ payload: Payload, _ key: AccessKey?
    ) throws -> (HTTPRequest, HTTPBody) {
        guard let region = configuration.region else { throw Self.noRegion }
        let base = try configuration.endpoints.endpoint(of: service, in: region, bucket: request.bucket)
        let prefix = base.path == "/" ? "" : String(base.path)
        var message = HTTPRequest(
            method: request.method, scheme: base.scheme.rawValue, authority: base.authority,
            path: prefix + request.target, headerFields: request.headerFields)
        guard let key else { return (message, payload.body(nil)) }
        let signer = RequestSigner(
            region: region, service: service.signingName, pathRule: service.pathRule,
            statesPayload: service.statesPayload)
        let promise = payload.promise(isEncrypted: base.scheme == .https)
        payload.addFields(to: &message.headerFields)
        let (signed, chain) = try signer.signWithChain(
            message, payload: promise, with: key, at: configuration.clock.seconds)
        return (signed, payload.body(promise == .signedChunks ? chain : nil))
    }

    private static let noRegion = FdnixError(.usage, "no AWS region is set: set AWS_REGION, or region in ~/.aws/config")
    private static let noCredentials = FdnixError(
        .denied,
        "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a "
            + "role is attached")
}
