public import Basics
public import JSON
import Queues

/// Waits until there is nothing left to do.
public struct Drain: Sendable {
    private let cloud: ReceiptCloud
    private let feeder: ChangeFeeder?
    private let time: TimeSource

    private static let pause = Duration.milliseconds(50)

    /// Watches the queues of `cloud`, and the changes that `feeder` hands on.
    public init(_ cloud: ReceiptCloud, feeder: ChangeFeeder?, time: TimeSource = .system) {
        self.cloud = cloud
        self.feeder = feeder
        self.time = time
    }

    /// What was left when a drain ended.
    public struct Report: Sendable, Equatable {
        /// Whether all queues and the stream were empty in the end.
        public var isIdle: Bool
        /// How many messages are put aside, by queue.
        public var deadLetters: [QueueName: Int]

        /// Whether all was done: nothing left, nothing put aside.
        public var isDone: Bool { isIdle && deadLetters.values.allSatisfy { $0 == 0 } }

        /// The report as it is printed.
        public var json: JSONObject {
            let letters = QueueName.allCases.map { name in
                JSONObject.Member(name.rawValue, .integer(Int64(deadLetters[name] ?? 0)))
            }
            return ["idle": .bool(isIdle), "dead_letters": .object(JSONObject(letters))]
        }
    }

    /// Returns when there is nothing left to do, or `timeout` is over. Throws what queues and table throw, and
    /// `CancellationError`.
    public func run(timeout: Duration? = nil) async throws -> Report {
        let end = timeout.map { time.now() + Int($0.seconds * 1000) }
        while true {
            let isIdle = try await isIdle()
            if isIdle || time.now() >= end ?? .max {
                return Report(isIdle: isIdle, deadLetters: try await deadLetters())
            }
            try await time.sleep(Self.pause)
        }
    }

    /// Whether queues and stream are empty. They are looked at in the order in which work goes through them: what one of them
    /// passes on while it is looked at is seen in the next.
    public func isIdle() async throws -> Bool {
        guard try await isEmpty(.embed) else { return false }
        if let feeder { guard try await feeder.isIdle() else { return false } }
        for name in [QueueName.lines, .words] { guard try await isEmpty(name) else { return false } }
        return true
    }

    /// Whether a queue has no message, neither one to be received nor one that is worked on or waits.
    private func isEmpty(_ name: QueueName) async throws -> Bool {
        guard let depth = try await cloud.queue(name)?.depth() else { return true }
        return depth.visible + depth.inFlight == 0
    }

    /// How many messages are put aside, by queue.
    public func deadLetters() async throws -> [QueueName: Int] {
        var letters: [QueueName: Int] = [:]
        for name in QueueName.allCases {
            guard let depth = try await cloud.queue(name)?.deadLetters?.depth() else { continue }
            letters[name] = depth.visible + depth.inFlight
        }
        return letters
    }
}
