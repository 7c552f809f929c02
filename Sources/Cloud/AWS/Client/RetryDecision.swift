import Basics
import HTTPTransport

/// What to do after a try that failed: rules without clock, network or state.
enum RetryDecision: Equatable {
    case stop
    /// Once more after a pause, for `cost` of the quota.
    case again(after: Duration, cost: Int)
    /// Once more with another key.
    case againWithNewKey
    /// Once more by the server's time.
    case againAtServerTime

    /// `isWhole` says that the request may be sent a second time whatever became of the first.
    init(after error: any Error, attempt: Int, _ policy: RetryPolicy, isWhole: Bool, random: Double) {
        self = .stop
        guard let error = error as? FdnixError else { return }
        if let answer = error.underlying as? AWSError, attempt < max(policy.attempts, 2) {
            // What was wrong here, and is mended, is tried once more under any policy.
            if answer.isClockSkew { self = .againAtServerTime }
            if answer.isExpiredKey { self = .againWithNewKey }
        }
        guard self == .stop, attempt < policy.attempts else { return }
        if let answer = error.underlying as? AWSError {
            if answer.isThrottling || (answer.isRetryable && isWhole) {
                let wanted = Duration.seconds(answer.retryAfter ?? 0)
                self = .again(
                    after: policy.pause(after: attempt, random: random, atLeast: wanted), cost: RetryQuota.cost)
            }
        } else if let failure = error.underlying as? HTTPFailure {
            guard failure.isUnreachable || (failure.isRetryable && isWhole) || (failure.reason == .tooSlow && isWhole)
            else { return }
            guard !failure.isUnreachable || attempt < policy.unreachableAttempts else { return }
            let isTimeout = [.silent, .tooSlow, .connectTimeout].contains(failure.reason)
            self = .again(
                after: policy.pause(after: attempt, random: random),
                cost: isTimeout ? RetryQuota.timeoutCost : RetryQuota.cost)
        }
    }
}
