import Basics
public import Logging

/// One call of the function: what Lambda hands over with `GET /runtime/invocation/next`.
///
/// See "Building a custom runtime" and "Using the Lambda runtime API" in the AWS Lambda developer guide
/// (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
public struct Invocation: Sendable {
    /// `Lambda-Runtime-Aws-Request-Id`; names the invocation in answers and logs.
    public var requestID: String
    /// The event, as it came: JSON text.
    public var event: [UInt8]
    /// `Lambda-Runtime-Deadline-Ms`, in milliseconds since 1970; nil where none was given.
    public var deadline: Int?
    /// `Lambda-Runtime-Invoked-Function-Arn`, empty where none was given.
    public var functionARN: String
    /// `Lambda-Runtime-Trace-Id`, the X-Ray header.
    public var traceID: String?

    /// Makes what Lambda would have handed over, for tests and for functions that call one another.
    public init(
        requestID: String, event: [UInt8], deadline: Int? = nil, functionARN: String = "", traceID: String? = nil
    ) {
        self.requestID = requestID
        self.event = event
        self.deadline = deadline
        self.functionARN = functionARN
        self.traceID = traceID
    }

    /// The invocation that the current task works for.
    @TaskLocal public static var current: Invocation?

    /// Names the current invocation in log lines, as `requestId`.
    public static let metadataProvider = Logger.MetadataProvider {
        current.map { ["requestId": "\($0.requestID)"] } ?? [:]
    }

    /// Time left until Lambda kills the process: never negative, nil where there is no deadline.
    public var remaining: Duration? {
        deadline.map { deadline in
            let (left, overflows) = deadline.subtractingReportingOverflow(Timestamp.milliseconds)
            // A day is far more than Lambda ever grants, and keeps sums of times from overflowing.
            return .milliseconds(overflows ? 0 : min(max(left, 0), 86_400_000))
        }
    }
}
