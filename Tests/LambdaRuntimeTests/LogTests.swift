import Basics
import JSON
import Logging
import Testing

@testable import LambdaRuntime

@Suite("Log lines in Lambda")
struct LogTests {
    private func handler(_ environment: [String: String]) -> LambdaLogHandler {
        LambdaLogHandler(label: "fdnix.test", settings: LambdaLogSettings(environment: environment))
    }

    @Test(
        "a JSON line holds message and metadata unchanged",
        arguments: ["plain", "", "\"quotes\" \\", "line\nbreak", "nul\u{0} esc\u{1B}[31m", "漢字 🦀 \u{2028}"])
    func json(message: String) throws {
        let line = handler([:]).render(
            level: .warning, message: message, metadata: ["count": "12", "level": "fake", "odd \"\n": "\(message)"])
        #expect(!line.utf8.contains { $0 < 0x20 })
        let value = try JSONValue.parse(line)
        #expect(value.object?.keys == ["timestamp", "level", "message", "logger", "count", "odd \"\n"])
        #expect(value["level"]?.string == "WARN")
        #expect(value["message"]?.string == message)
        #expect(value["odd \"\n"]?.string == message)
        let time = try #require(value["timestamp"]?.string)
        #expect(try #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#.wholeMatch(in: time) != nil)
    }

    @Test("lines written during an invocation name it", arguments: ["JSON", "Text"])
    func request(format: String) async throws {
        let handler = handler(["AWS_LAMBDA_LOG_FORMAT": format])
        let inside = Invocation.$current.withValue(Invocation(requestID: "r-1", event: [])) {
            handler.render(level: .info, message: "m", metadata: [:])
        }
        #expect(inside.contains(format == "JSON" ? "\"requestId\":\"r-1\"" : "requestId=r-1"))
        #expect(!handler.render(level: .info, message: "m", metadata: [:]).contains("requestId"))
    }

    @Test("text lines are those of the command line")
    func text() {
        let line = handler(["AWS_LAMBDA_LOG_FORMAT": "Text"]).render(level: .error, message: "m", metadata: ["a": "1"])
        #expect(line.hasSuffix(" - fdnix.test - ERROR - m a=1"))
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
        #expect(LambdaLogHandler(label: "x", settings: settings).logLevel == expectedLevel)
    }

    @Test("every level has a name that Lambda knows")
    func names() {
        let known: Set = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
        for level in Logger.Level.allCases {
            #expect(known.contains(level.lambdaName))
            if level != .notice { #expect(Logger.Level(lambdaName: level.lambdaName) == level) }
        }
    }
}
