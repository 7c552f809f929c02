import Basics
import Embedding
import HTTPTransport
import Synchronization
import TestSupport

@testable import RemoteEmbedding

/// A clock whose time passes only by waiting, so that tests never wait.
final class TestClock: Sendable {
    private struct State {
        var passed = Duration.zero
        var pauses: [Duration] = []
        var random: SplitMix
    }
    private let state: Mutex<State>
    private let start: Int

    init(start: Int = 1_700_000_000, seed: UInt64 = 1) {
        self.start = start
        state = Mutex(State(random: SplitMix(seed)))
    }

    var passed: Duration { state.withLock { $0.passed } }
    var pauses: [Duration] { state.withLock { $0.pauses } }
    var time: Int { start + Int(passed.components.seconds) }
    func advance(_ seconds: Double) { state.withLock { $0.passed += .seconds(seconds) } }

    var clock: RemoteClock {
        RemoteClock(
            now: { self.passed }, time: { self.time },
            sleep: { pause in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.passed += pause
                    state.pauses.append(pause)
                }
                await Task.yield()
            },
            random: { self.state.withLock { Double.random(in: 0..<1, using: &$0.random) } })
    }
}

/// A model that answers as a test tells it, and keeps what it was asked.
final class StandInModel: EmbeddingEndpoint {
    typealias Answer = @Sendable (_ call: Int, _ texts: [String]) async throws -> EndpointReply

    let modelID = "stand-in"
    let dimension: Int
    let limits: EndpointLimits
    private let answer: Answer
    private let seen = Mutex<(calls: [[String]], now: Int, most: Int)>(([], 0, 0))

    init(texts: Int = 1, bytes: Int = .max, dimension: Int = 3, answer: @escaping Answer) {
        limits = EndpointLimits(texts: texts, bytes: bytes)
        self.dimension = dimension
        self.answer = answer
    }

    var calls: [[String]] { seen.withLock { $0.calls } }
    /// The most calls that were on their way at once.
    var mostAtOnce: Int { seen.withLock { $0.most } }

    func call(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EndpointReply {
        let number = seen.withLock { seen in
            seen.calls.append(texts)
            seen.now += 1
            seen.most = max(seen.most, seen.now)
            return seen.calls.count - 1
        }
        defer { seen.withLock { $0.now -= 1 } }
        return try await answer(number, texts)
    }

    /// A vector that tells its text.
    static func vector(_ text: String) -> [Float] {
        let hash = Array(text.utf8).withUnsafeBytes { XXHash64.hash($0) }
        return (0..<3).map { Float(hash >> UInt64($0 * 16) & 0xFFFF) + 1 }
    }

    /// Answers every text.
    static func good(_ texts: [String]) -> EndpointReply { .vectors(texts.map(vector)) }
}

/// A refusal of texts, as services word it.
let refusal = EndpointReply.refused(FdnixError(.service, "ValidationException: too long"))
/// A throttled call.
let throttled = EndpointReply.failed(FdnixError(.throttled, "ThrottlingException"), .status(429))
/// A call that met a service in trouble.
let unavailable = EndpointReply.failed(FdnixError(.service, "ServiceUnavailableException"), .status(503))

extension EmbeddingBatch {
    /// The rows, in a form that can be compared: `v`, `e` for empty, `f` for failed.
    var kinds: String {
        String(
            rows.map { row in
                switch row {
                case .vector: "v"
                case .empty: "e"
                case .failed: "f"
                }
            })
    }
}

/// A value that tasks share.
final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>
    init(_ value: Value) { state = Mutex(value) }
    var value: Value { state.withLock { $0 } }
    @discardableResult func change<T: Sendable>(_ body: @Sendable (inout Value) -> T) -> T {
        state.withLock { body(&$0) }
    }
}
