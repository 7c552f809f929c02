import JSON
import Logging
import Observability
import Testing

@testable import LambdaRuntime

@Suite("Log lines in Lambda")
struct LogTests {
    private func handler(_ environment: [String: String]) -> any LogHandler {
        LambdaLogSettings(environment: environment)
            .handler(label: "fdnix.test", provider: Invocation.metadataProvider)
    }

    private func line(_ handler: any LogHandler) throws -> String {
        switch handler {
        case let handler as CloudWatchLogHandler: handler.render(level: .info, message: "m", metadata: [:])
        case let handler as StandardErrorLogHandler: handler.render(level: .info, message: "m", metadata: [:])
        default: try #require(nil as String?)
        }
    }

    @Test("lines written during an invocation name it, others none", arguments: ["JSON", "Text"])
    func request(format: String) throws {
        let handler = handler(["AWS_LAMBDA_LOG_FORMAT": format])
        let inside = try Invocation.$current.withValue(Invocation(requestID: "r-1", event: [])) { try line(handler) }
        #expect(inside.contains(format == "JSON" ? "\"requestId\":\"r-1\"" : " m requestId=r-1"))
        #expect(try !line(handler).contains("requestId"))
    }

    @Test("tasks of an invocation inherit its name")
    func tasks() async throws {
        let name = await Invocation.$current.withValue(Invocation(requestID: "r-2", event: [])) {
            await Task { Invocation.metadataProvider.get() }.value
        }
        #expect(name == ["requestId": "r-2"])
    }

    @Test(
        "format and level are Lambda's",
        arguments: [
            (nil, nil, LogFormat.json, Logger.Level.info), ("JSON", "TRACE", .json, .trace),
            ("json", "debug", .json, .debug), ("Text", "WARN", .text, .warning), ("Text", "ERROR", .text, .error),
            ("JSON", "FATAL", .json, .critical), ("", "", .json, .info), ("XML", "LOUD", .json, .info),
        ] as [(String?, String?, LogFormat, Logger.Level)])
    func settings(format: String?, level: String?, expected: LogFormat, expectedLevel: Logger.Level) {
        var environment: [String: String] = [:]
        environment["AWS_LAMBDA_LOG_FORMAT"] = format
        environment["AWS_LAMBDA_LOG_LEVEL"] = level
        let settings = LambdaLogSettings(environment: environment)
        #expect(settings.format == expected)
        #expect(settings.level == expectedLevel)
        let handler = settings.handler(label: "x", provider: nil)
        #expect(handler.logLevel == expectedLevel)
        #expect((handler is CloudWatchLogHandler) == (expected == .json))
        #expect(
            LambdaLogSettings(environment: environment, level: .notice).level == .notice, "a chosen one counts more")
    }
}
