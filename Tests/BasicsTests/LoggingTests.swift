import JSON
import Logging
import Testing

@testable import Basics

@Suite("Log lines")
struct LoggingTests {
    /// Texts that break careless formats.
    static let hostile = [
        "plain", "", "\"quotes\" and \\ backslash", "line\nbreak\r\nand another",
        "tab\tbell\u{07} nul\u{0} esc\u{1B}[31m",
        "{\"fake\":\"object\"}", "e\u{301} 漢字 🦀 \u{2028} \u{2029} \u{FEFF}", "\u{7F}\u{85}\u{9B}31m",
        String(repeating: "long ", count: 5000),
    ]

    private func line(_ format: LogFormat, _ message: String, _ metadata: Logger.Metadata = [:]) -> String {
        StandardErrorLogHandler(label: "fdnix.test", format: format)
            .render(level: .warning, message: message, metadata: metadata)
    }

    @Test("a JSON line is one valid object that holds the message unchanged", arguments: hostile)
    func json(message: String) throws {
        let line = line(.json, message, ["count": "12", "key \"\n": "\(message)"])
        #expect(!line.utf8.contains { $0 < 0x20 })
        let value = try JSONValue.parse(line)
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

    @Test("fields of an event win over those of the logger")
    func fields() {
        var handler = StandardErrorLogHandler(label: "x", format: .json)
        handler[metadataKey: "run"] = "1"
        #expect(handler[metadataKey: "run"] == "1")
        handler[metadataKey: "run"] = nil
        #expect(handler.metadata.isEmpty)
    }

    // MARK: Progress

    @Test("the progress line shows share, counts, speed and time left")
    func progressLine() {
        #expect(
            TerminalProgress.line(phase: "Embedding", count: 500, total: 2000, seconds: 2)
                == "Embedding                    [#####---------------] 25% 500/2,000  250/s  7 s left")
        #expect(
            TerminalProgress.line(phase: "Reading", count: 12_345, total: nil, seconds: 0.1)
                == "Reading                      12,345")
    }

    @Test(
        "no count makes the progress line overflow or trap",
        arguments: [(0, nil), (0, 0), (5, 0), (7, 3), (3, 3), (1 << 40, 1), (1, 1 << 40)] as [(Int, Int?)])
    func progressExtremes(count: Int, total: Int?) {
        for seconds in [0, 1e-9, 1, 1e5] {
            let line = TerminalProgress.line(
                phase: "A phase with a name longer than most", count: count, total: total, seconds: seconds)
            #expect(line.count < 160)
            #expect(!line.contains("\n"))
        }
    }

    @Test("thousands stand apart")
    func grouping() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (-1000, "-1,000"), (-999_999, "-999,999")] {
            #expect(TerminalProgress.grouped(number) == text)
        }
    }
}
