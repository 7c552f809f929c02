import Basics
import Dispatch
import Logging
import Platform
import Synchronization

/// Takes invocations one after the other and hands back answers.
///
/// The loop belongs to one thread, which blocks: whatever a function does to the tasks' threads, its deadline is kept.
public final class RuntimeLoop {
    /// What Lambda takes as an answer: 6 MB (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
    public static let maximumAnswerSize = 6 * 1024 * 1024
    /// So many calls that went on after their time was up end the process; Lambda then starts another.
    private static let maximumUnfinished = 2

    private let api: RuntimeAPI
    private let log = Logger(label: "fdnix.lambda")
    private let unfinished = Counter()
    private let exportTrace: (String?) -> Void

    /// A loop on the runtime API that the variable `AWS_LAMBDA_RUNTIME_API` names.
    public convenience init(environment: [String: String]) throws {
        try self.init(environment: environment) { trace in
            if let trace { setenv("_X_AMZN_TRACE_ID", trace, 1) } else { unsetenv("_X_AMZN_TRACE_ID") }
        }
    }

    init(environment: [String: String], exportTrace: @escaping (String?) -> Void) throws {
        self.exportTrace = exportTrace
        api = RuntimeAPI(try RuntimeAPI.Endpoint(environment: environment))
    }

    /// Tells Lambda that the function cannot start; the process must end after that.
    public func reportFailedStart(_ error: any Error) {
        do {
            try api.failToStart(FunctionFailure(error, category: "Runtime"))
        } catch {
            log.error("cannot report that the function did not start", metadata: ["error": "\(error)"])
        }
    }

    /// Answers invocations until the runtime API fails; throws why.
    ///
    /// Sets `_X_AMZN_TRACE_ID` for each, so nothing else may change the environment.
    public func run(_ function: some LambdaFunction) throws -> Never {
        while true {
            let invocation = try api.next()
            exportTrace(invocation.traceID)
            try Invocation.$current.withValue(invocation) {
                try handOver(invocation, outcome(of: invocation, function))
                function.invocationEnded(invocation)
            }
            guard unfinished.value < Self.maximumUnfinished else {
                throw FdnixError(.interrupted, "calls go on although their time is up; ending, to be started anew")
            }
        }
    }

    private func handOver(_ invocation: Invocation, _ outcome: Result<[UInt8], FunctionFailure>) throws {
        do {
            switch outcome {
            case .success(let body) where body.count > Self.maximumAnswerSize:
                try refuse(invocation, .tooLarge(body.count))
            case .success(let body):
                try api.answer(invocation.requestID, body)
            case .failure(let failure):
                try refuse(invocation, failure)
            }
        } catch let refusal as RuntimeRefusal where refusal.isRecoverable {
            log.error("an answer was not taken", metadata: ["error": "\(refusal)"])
        }
    }

    private func refuse(_ invocation: Invocation, _ failure: FunctionFailure) throws {
        log.error("\(failure.message)", metadata: ["errorType": "\(failure.type)"])
        try api.fail(invocation.requestID, failure)
    }

    /// Runs the function, for no longer than there is time.
    private func outcome(
        of invocation: Invocation, _ function: some LambdaFunction
    ) -> Result<[UInt8], FunctionFailure> {
        let patience = Self.patience(invocation.remaining)
        if patience != .zero {
            let answer = Answer()
            let unfinished = unfinished
            unfinished.add(1)
            let task = Task {
                let result: Result<[UInt8], FunctionFailure>
                do {
                    result = .success(try await function.answer(invocation))
                } catch {
                    result = .failure(FunctionFailure(error, category: "Function"))
                }
                unfinished.add(-1)
                answer.give(result)
            }
            if let result = answer.wait(patience) { return result }
            task.cancel()
        }
        log.warning("no answer in time")
        return function.answerWhenLate(invocation).map { .success($0) } ?? .failure(.late)
    }

    /// How long to wait: what remains, less the time that handing over another answer takes.
    static func patience(_ remaining: Duration?) -> Duration? {
        remaining.map { $0 - min($0 / 10, .milliseconds(100)) }
    }
}

/// The answer of a call, waited for by a thread.
private final class Answer: Sendable {
    private let result = Mutex<Result<[UInt8], FunctionFailure>?>(nil)
    private let given = DispatchSemaphore(value: 0)

    func give(_ value: Result<[UInt8], FunctionFailure>) {
        result.withLock { $0 = value }
        given.signal()
    }

    /// The answer, nil when `patience` ended first.
    func wait(_ patience: Duration?) -> Result<[UInt8], FunctionFailure>? {
        let limit = patience.map { DispatchTime.now() + .nanoseconds(Int($0.seconds * 1e9)) }
        guard given.wait(timeout: limit ?? .distantFuture) == .success else { return nil }
        return result.withLock { $0 }
    }
}

/// A number that tasks and the loop share.
private final class Counter: Sendable {
    private let number = Atomic(0)
    var value: Int { number.load(ordering: .acquiring) }
    func add(_ difference: Int) { number.wrappingAdd(difference, ordering: .acquiringAndReleasing) }
}
