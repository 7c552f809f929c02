public import Basics
public import JSON
import Queues
public import ReceiptEvents

/// Waits until there is nothing left to do.
public struct Drain: Sendable {
    private let cloud: ReceiptCloud
    private let feeder: ChangeFeeder?
    private let waiting: WaitingMessages?
    private let events: ReceiptEvents
    private let time: TimeSource

    private static let pause = Duration.milliseconds(10)
    /// Changes alone are told in less time than messages take.
    private static let shortPause = Duration.milliseconds(2)
    /// How far away the next delivery is that is not waited for.
    static let patience = Duration.seconds(60)
    /// How far away it is when people are told of it.
    private static let notice = Duration.seconds(5)

    /// Watches the queues of `cloud`, and the changes that `feeder` hands on. `waiting` knows what the pollers of this process gave
    /// back.
    public init(
        _ cloud: ReceiptCloud, feeder: ChangeFeeder?, waiting: WaitingMessages? = nil, events: ReceiptEvents = .none,
        time: TimeSource = .system
    ) {
        self.cloud = cloud
        self.feeder = feeder
        self.waiting = waiting
        self.events = events
        self.time = time
    }

    /// What is still to be done.
    public struct Remaining: Sendable, Equatable {
        /// Receipts that are to be embedded.
        public var receipts = 0
        /// Whether items changed of which the compactors have not heard.
        public var hasChanges = false
        /// Messages that are to be merged into a collection.
        public var merges = 0

        /// Nothing to be done, as in the beginning.
        public init() {}

        /// Whether queues and stream are empty.
        public var isNothing: Bool { self == Remaining() }

        /// Whether nothing is left but messages that wait.
        func isAll(_ waiting: WaitingMessages.Summary) -> Bool { !hasChanges && receipts + merges <= waiting.count }
    }

    /// What was left when a drain ended.
    public struct Report: Sendable, Equatable {
        /// Whether all queues and the stream were empty in the end.
        public var isIdle: Bool
        /// How many messages are put aside, by queue.
        public var deadLetters: [QueueName: Int]
        /// What was left when nothing else moved, and comes again too late to be waited for; nil where there was no such thing.
        public var waiting: WaitingMessages.Summary?

        /// Whether all was done: nothing left, nothing put aside.
        public var isDone: Bool { isIdle && deadLetters.values.allSatisfy { $0 == 0 } }

        /// The report as it is printed.
        public var json: JSONObject {
            let letters = QueueName.allCases.map { name in
                JSONObject.Member(name.rawValue, .integer(Int64(deadLetters[name] ?? 0)))
            }
            return [
                "idle": .bool(isIdle), "dead_letters": .object(JSONObject(letters)),
                "waiting": .integer(Int64(waiting?.count ?? 0)),
            ]
        }
    }

    /// Returns when there is nothing left to do, when all that is left comes again in more than a minute, or when `timeout` is over,
    /// and says until then how far it is. Throws what queues and table throw, and `CancellationError`.
    public func run(
        timeout: Duration? = nil, progress: any ProgressReporter = SilentProgress()
    ) async throws -> Report {
        let end = timeout.map { time.now() + Int($0.seconds * 1000) }
        var shown = DrainProgress(progress)
        defer { shown.end() }
        var isTold = false
        while true {
            // Before the queues are looked at: what is given back meanwhile is then not taken for all that they have.
            let returned = waiting?.summary()
            let left = try await remaining()
            shown.show(left)
            let late = returned.flatMap { left.isAll($0) ? $0 : nil }
            let isLate = late.map { $0.soonest > Self.patience } ?? false
            if left.isNothing || isLate || time.now() >= end ?? .max {
                return Report(
                    isIdle: left.isNothing, deadLetters: try await deadLetters(), waiting: isLate ? late : nil)
            }
            if let late, late.soonest > Self.notice, !isTold { events.warning("Nothing else is left: \(late)") }
            isTold = late != nil && (isTold || late.map { $0.soonest > Self.notice } ?? false)
            try await time.sleep(left.receipts + left.merges == 0 ? Self.shortPause : Self.pause)
        }
    }

    /// What is left to do. Queues and stream are looked at in the order in which work goes through them: what one of them passes
    /// on while it is looked at is seen in the next.
    public func remaining() async throws -> Remaining {
        var left = Remaining()
        left.receipts = try await count(.embed)
        if let feeder { left.hasChanges = try await !feeder.isIdle() }
        for name in [QueueName.lines, .words] { left.merges += try await count(name) }
        return left
    }

    /// How many messages a queue has, those that are worked on or wait among them.
    private func count(_ name: QueueName) async throws -> Int {
        guard let depth = try await cloud.queue(name)?.depth() else { return 0 }
        return depth.visible + depth.inFlight
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
