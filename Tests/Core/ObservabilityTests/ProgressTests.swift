import Logging
import Synchronization
import Testing

@testable import Observability

@Suite("Progress")
struct ProgressTests {
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

    @Test("a log has the beginning and the end of a phase, and what is between only now and then")
    func log() {
        let lines = Lines()
        let logger = Logger(label: "test") { _ in lines }
        let progress = LogProgress(logger, every: .seconds(3600))
        progress.begin("Embedding", total: 7)
        for count in 1...7 { progress.update(count) }
        progress.end()
        #expect(lines.all.map(\.message) == ["Embedding", "Embedding: done"])
        #expect(lines.all.first?.metadata == ["total": "7"])
        #expect(lines.all.last?.metadata["count"] == "7")
        #expect(lines.all.last?.metadata["seconds"] != nil)
        let eager = LogProgress(logger, every: .zero)
        eager.begin("Reading", total: nil)
        eager.update(1)
        #expect(lines.all.count == 4)
    }
}

/// Keeps what is logged.
private final class Lines: LogHandler {
    private let lines = Mutex<[(message: String, metadata: Logger.Metadata)]>([])
    var all: [(message: String, metadata: Logger.Metadata)] { lines.withLock { $0 } }

    func log(event: LogEvent) { lines.withLock { $0.append((event.message.description, event.metadata ?? [:])) } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
}
