import Basics

/// Waits for what a service does in its own time: asks again and again, with pauses that grow, until it is done or the
/// time for it is over.
struct JobWait: Sendable {
    private let job: String
    private let longestPause: Duration
    private let limit: Duration
    private let deadline: Int
    private let time: TimeSource
    private var pause: Duration

    /// Waits for `job`, by its name in messages, for `limit` from now on. The first pause is `pause`, each further one half
    /// as long again, none over `longestPause`.
    init(_ job: String, pause: Duration, upTo longestPause: Duration, limit: Duration, _ time: TimeSource) {
        (self.job, self.pause, self.longestPause, self.limit) = (job, pause, longestPause, limit)
        self.time = time
        deadline = time.now() + Int(limit.seconds * 1000)
    }

    /// What `ask` gives once it gives something. That it asks too much, or fails in a way that passes, is as good as
    /// nothing yet.
    ///
    /// Throws what else `ask` throws, `service` when the time is over, and `CancellationError`.
    @discardableResult
    mutating func answer<T>(_ ask: () async throws -> T?) async throws -> T {
        while true {
            var obstacle: FdnixError?
            do {
                if let answer = try await ask() { return answer }
            } catch let error as FdnixError where error.code == .throttled || error.isRetryable {
                obstacle = error
            }
            try await rest(obstacle)
        }
    }

    /// Lets a pause pass. Throws as `answer` does.
    mutating func rest(_ obstacle: FdnixError? = nil) async throws {
        let left = Duration.milliseconds(deadline - time.now())
        guard left > .zero else {
            let reason = obstacle.map { ": \($0.message)" } ?? ""
            throw FdnixError(
                .service, "\(job) was not done within \(Int(limit.seconds)) seconds\(reason)", underlying: obstacle)
        }
        try await time.sleep(min(pause, left))
        pause = min(pause * 3 / 2, longestPause)
    }
}
