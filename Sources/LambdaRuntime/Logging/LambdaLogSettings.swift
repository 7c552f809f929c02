import Basics
import Logging

/// What the function's logging settings in Lambda say.
///
/// Lambda passes them as `AWS_LAMBDA_LOG_FORMAT` (`JSON` or `Text`) and `AWS_LAMBDA_LOG_LEVEL`
/// (docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html).
public struct LambdaLogSettings: Sendable, Equatable {
    /// JSON unless text was asked for.
    public var format: LogFormat
    /// The least severe level written.
    public var level: Logger.Level

    /// Reads the variables; what cannot be read counts as not set.
    public init(environment: [String: String]) {
        format = LogFormat(rawValue: environment["AWS_LAMBDA_LOG_FORMAT"]?.lowercased() ?? "") ?? .json
        level = environment["AWS_LAMBDA_LOG_LEVEL"].flatMap { Logger.Level(lambdaName: $0) } ?? .info
    }
}

extension Logger.Level {
    /// The level of Lambda's name for it, in any case.
    init?(lambdaName name: String) {
        switch name.uppercased() {
        case "TRACE": self = .trace
        case "DEBUG": self = .debug
        case "INFO": self = .info
        case "WARN": self = .warning
        case "ERROR": self = .error
        case "FATAL": self = .critical
        default: return nil
        }
    }

    /// Lambda's name; it knows one less than swift-log.
    var lambdaName: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }
}
