public import Basics
public import Logging

/// A role of a program that answers events: in Lambda one after the other, elsewhere the one on standard input.
public struct RoleFunction: Sendable {
    /// What starts it: the role's name.
    public let name: String
    private let start: @Sendable () async throws -> any LambdaFunction

    /// A function that `start` makes, once.
    public init(_ name: String, start: @escaping @Sendable () async throws -> any LambdaFunction) {
        self.name = name
        self.start = start
    }

    /// Answers events for as long as Lambda lets it; to be called before anything is logged, as Lambda's log is set up here.
    /// Elsewhere answers one event and returns. `level` is the least severe one of the log, where it is not Lambda that decides.
    public func run(_ environment: [String: String], level: Logger.Level? = nil) async throws {
        if environment["AWS_LAMBDA_RUNTIME_API"] != nil {
            await Lambda.run(environment: environment, level: level) { [start] in Started(function: try await start()) }
        }
        var output = StandardOutput()
        try await answerOnce(DescriptorInput(descriptor: 0, name: "standard input"), &output)
    }

    /// Reads one event and writes the reply, a line. Throws what the function throws.
    public func answerOnce(_ input: any ByteInput, _ output: inout StandardOutput) async throws {
        var event: [UInt8] = []
        while let piece = try await input.next() {
            event += piece
            guard event.count <= Self.largestEvent else {
                throw FdnixError(.malformedInput, "an event has at most \(Self.largestEvent.grouped) bytes")
            }
        }
        let answer = try await start().answer(Invocation(requestID: "standard-input", event: event))
        try output.write(answer)
        try output.line()
        try output.flush()
    }

    /// The one of `functions` that Lambda wants of this process: the role is the first argument, else what the variable has.
    /// Nil outside Lambda, and for roles of another kind.
    public static func inLambda(
        _ functions: [RoleFunction], _ arguments: [String], _ environment: [String: String], variable: String
    ) -> RoleFunction? {
        guard environment["AWS_LAMBDA_RUNTIME_API"] != nil else { return nil }
        let role = arguments.first ?? environment[variable]
        return functions.first { $0.name == role }
    }

    /// What Lambda hands over at most (<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>).
    private static let largestEvent = 6 << 20
}

/// A function of any kind as one kind, which the loop wants.
private struct Started: LambdaFunction {
    let function: any LambdaFunction

    func answer(_ invocation: Invocation) async throws -> [UInt8] { try await function.answer(invocation) }
    func answerWhenLate(_ invocation: Invocation) -> [UInt8]? { function.answerWhenLate(invocation) }
    func invocationEnded(_ invocation: Invocation) { function.invocationEnded(invocation) }
}
