/// What runs inside the runtime loop.
///
/// One invocation is handed over at a time; the next comes when the answer was given.
public protocol LambdaFunction: Sendable {
    /// Answers an event. An error becomes an invocation error; the process lives on.
    func answer(_ invocation: Invocation) async throws -> [UInt8]

    /// The answer when the deadline is about to pass; nil reports an error instead.
    func answerWhenLate(_ invocation: Invocation) -> [UInt8]?

    /// Told when the answer was handed over, before the next event is asked for: the moment to flush metrics. The caller
    /// does not wait for this any more, but it counts as time of the invocation.
    func invocationEnded(_ invocation: Invocation)
}

extension LambdaFunction {
    /// No answer of its own: the invocation ends with an error.
    public func answerWhenLate(_ invocation: Invocation) -> [UInt8]? { nil }

    /// A function that keeps no metrics has nothing to flush here.
    public func invocationEnded(_ invocation: Invocation) {}
}
