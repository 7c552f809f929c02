import Basics
import JSON
import Logging
import Testing

@testable import Observability

/// Texts that break careless formats.
private let hostile = [
    "plain", "", "\"quotes\" and \\ backslash", "line\nbreak\r\nand another", "tab\tbell\u{07} nul\u{0} esc\u{1B}[31m",
    "{\"fake\":\"object\"}", "e\u{301} 漢字 🦀 \u{2028} \u{2029} \u{FEFF}", "\u{7F}\u{85}\u{9B}31m",
    String(repeating: "long ", count: 5000),
]

@Suite("Log lines")
struct LogLineTests {
    private func line(_ format: LogFormat, _ message: String, _ metadata: Logger.Metadata = [:]) -> String {
        StandardErrorLogHandler(label: "fdnix.test", format: format)
            .render(level: .warning, message: message, metadata: metadata)
    }

    @Test("a JSON line is one valid object that holds the message unchanged", arguments: hostile)
    func json(message: String) throws {
        let line = line(.json, message, ["count": "12", "key \"\n": "\(message)", "level": "fake"])
        #expect(!line.utf8.contains { $0 < 0x20 })
        let value = try JSONValue.parse(line)
        #expect(value.object?.keys == ["time", "logger", "level", "message", "count", "key \"\n"])
        #expect(value["message"]?.string == message)
        #expect(value["logger"]?.string == "fdnix.test")
        #expect(value["level"]?.string == "warning")
        #expect(value["count"]?.string == "12")
        #expect(value["key \"\n"]?.string == message)
        let time = try #require(value["time"]?.string)
        #expect(try #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00/#.wholeMatch(in: time) != nil)
    }

    @Test("a text line is time, logger, level, message on one line without control characters", arguments: hostile)
    func text(message: String) throws {
        let line = line(.text, message, ["b": "2", "a": "\(message)"])
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
        let parts = line.split(separator: " - ", maxSplits: 3, omittingEmptySubsequences: false)
        #expect(parts.count == 4)
        #expect(parts.dropFirst().prefix(2) == ["fdnix.test", "WARNING"])
        #expect(line.hasSuffix(" b=2"))
    }

    @Test("the format is the one asked for, else text for people and JSON for machines")
    func choice() {
        func chosen(_ value: String?, _ terminal: Bool) -> LogFormat {
            LogFormat.chosen(
                environment: value.map { ["FDNIX_LOG_FORMAT": $0] } ?? [:], standardErrorIsTerminal: terminal)
        }
        #expect(chosen(nil, true) == .text)
        #expect(chosen(nil, false) == .json)
        #expect(chosen("TEXT", false) == .text)
        #expect(chosen("json", true) == .json)
        #expect(chosen("", true) == .text)
        #expect(chosen("nonsense", false) == .json)
    }

    @Test("fields of an event win over those of the logger, and those over the provider's")
    func fields() throws {
        var handler = StandardErrorLogHandler(
            label: "x", format: .json, metadataProvider: .init { ["a": "p", "b": "p", "c": "p"] })
        handler[metadataKey: "b"] = "l"
        handler[metadataKey: "c"] = "l"
        #expect(handler[metadataKey: "b"] == "l")
        let line = try JSONValue.parse(handler.render(level: .info, message: "m", metadata: ["c": "e"]))
        #expect(["a", "b", "c"].map { line[$0]?.string } == ["p", "l", "e"])
        handler[metadataKey: "b"] = nil
        #expect(handler.metadata == ["c": "l"])
    }
}

@Suite("Log lines for CloudWatch")
struct CloudWatchLogTests {
    @Test("a line holds message and fields unchanged", arguments: hostile)
    func json(message: String) throws {
        let line = CloudWatchLogHandler(label: "fdnix.test").render(
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

    @Test("the provider's fields come first, and no others pass for them")
    func provider() throws {
        var handler = CloudWatchLogHandler(
            label: "x", metadataProvider: .init { ["requestId": "r-1", "message": "no"] })
        handler[metadataKey: "requestId"] = "forged"
        handler[metadataKey: "a"] = "1"
        let value = try JSONValue.parse(handler.render(level: .info, message: "m", metadata: ["requestId": "forged"]))
        #expect(value.object?.keys == ["timestamp", "level", "message", "logger", "requestId", "a"])
        #expect(value["requestId"]?.string == "r-1")
        #expect(value["message"]?.string == "m")
    }

    @Test("every level has a name that AWS knows")
    func names() {
        let known: Set = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
        for level in Logger.Level.allCases {
            #expect(known.contains(level.cloudWatchName))
            if level != .notice { #expect(Logger.Level(cloudWatchName: level.cloudWatchName) == level) }
        }
        #expect(Logger.Level(cloudWatchName: "warn") == .warning)
        #expect(Logger.Level(cloudWatchName: "LOUD") == nil)
    }
}
