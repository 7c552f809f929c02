public import Logging
public import Observability

/// What the function's logging settings in Lambda say.
///
/// Lambda passes them as `AWS_LAMBDA_LOG_FORMAT` (`JSON` or `Text`) and `AWS_LAMBDA_LOG_LEVEL`
/// (docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html).
public struct LambdaLogSettings: Sendable, Equatable {
    /// JSON unless text was asked for.
    public var format: LogFormat
    /// The least severe level written; `INFO` unless another was asked for.
    public var level: Logger.Level

    /// Reads the variables; what cannot be read counts as not set. A `level` that the program was told to use counts more.
    public init(environment: [String: String], level chosen: Logger.Level? = nil) {
        format = LogFormat(rawValue: environment["AWS_LAMBDA_LOG_FORMAT"]?.lowercased() ?? "") ?? .json
        level =
            chosen ?? environment["AWS_LAMBDA_LOG_LEVEL"].flatMap { Logger.Level(cloudWatchName: $0) } ?? .info
    }

    /// A handler for the logger `label`, of this format and level; `provider` adds fields, such as
    /// `Invocation.metadataProvider` the request's id.
    public func handler(label: String, provider: Logger.MetadataProvider?) -> any LogHandler {
        switch format {
        case .json: CloudWatchLogHandler(label: label, level: level, metadataProvider: provider)
        case .text: StandardErrorLogHandler(label: label, format: .text, level: level, metadataProvider: provider)
        }
    }
}
