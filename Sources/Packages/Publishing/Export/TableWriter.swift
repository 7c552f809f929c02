public import Basics
public import Logging
public import Tables

/// Writes many items to a table that may be busy: several batches at once, each until nothing of it is left.
public struct TableWriter: Sendable {
    /// What became of the writes.
    public struct Outcome: Sendable, Equatable {
        /// How many items were written.
        public var written = 0
        /// How many the table does not take, or did not take in time.
        public var failed = 0
    }

    /// The most writes of one call, and of calls at once.
    static let (batchSize, width) = (25, 4)
    /// The most bytes of one call.
    static let batchBytes = 16 << 20
    /// How often a batch is tried while nothing of it is written.
    static let rounds = 10

    private let table: any Table
    private let time: TimeSource
    private let random: @Sendable () -> Double
    private let logger: Logger
    private let backoff = Backoff(base: .seconds(1), cap: .seconds(30))

    /// A writer to a table; `random` gives numbers from 0 up to but not including 1.
    public init(
        _ table: any Table, logger: Logger, time: TimeSource = .system,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.table = table
        self.logger = logger
        self.time = time
        self.random = random
    }

    /// Does the writes that `next` gives until it gives none, at most 25 at a time; no two of one call may have the
    /// same key. Throws what a call throws that is neither busy nor about a single item.
    public func write(_ next: () async throws -> [BatchWrite]) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            var outcome = Outcome()
            var running = 0
            func take() async throws {
                guard let part = try await group.next() else { return }
                outcome.written += part.written
                outcome.failed += part.failed
                running -= 1
            }
            while case let writes = try await next(), !writes.isEmpty {
                for batch in Self.batches(writes) {
                    if running == Self.width { try await take() }
                    group.addTask { try await write(batch) }
                    running += 1
                }
            }
            while running > 0 { try await take() }
            return outcome
        }
    }

    /// Cuts writes into calls that the table takes.
    static func batches(_ writes: [BatchWrite]) -> [[BatchWrite]] {
        var batches: [[BatchWrite]] = []
        var bytes = 0
        for write in writes {
            let size = if case .put(let item) = write { PackageItem.size(of: item) } else { 0 }
            if batches.isEmpty || batches[batches.count - 1].count == batchSize || bytes + size > batchBytes {
                batches.append([])
                bytes = 0
            }
            batches[batches.count - 1].append(write)
            bytes += size
        }
        return batches
    }

    private func write(_ batch: [BatchWrite]) async throws -> Outcome {
        var outcome = Outcome()
        var rest = batch
        var round = 0
        while !rest.isEmpty {
            try Task.checkCancellation()
            do {
                let left = try await table.batchWrite(rest)
                outcome.written += rest.count - left.count
                if left.count < rest.count { round = 0 }
                rest = left
                if rest.isEmpty { break }
            } catch let error as FdnixError where error.code == .throttled || error.isRetryable {
                logger.warning("\(error)")
            } catch let error as FdnixError where Self.isAboutAnItem(error) {
                guard rest.count > 1 else {
                    logger.error("not written: \(Self.name(rest[0])): \(error)")
                    outcome.failed += 1
                    return outcome
                }
                // One item is the offender; the others are as good as ever.
                for write in rest {
                    let single = try await self.write([write])
                    outcome.written += single.written
                    outcome.failed += single.failed
                }
                return outcome
            }
            round += 1
            guard round < Self.rounds else {
                logger.error("\(rest.count) items were not written, the first of them \(Self.name(rest[0]))")
                outcome.failed += rest.count
                return outcome
            }
            try await time.sleep(backoff.pause(after: round, random: random()))
        }
        return outcome
    }

    /// Whether the table refused what was written, and not who wrote or when.
    private static func isAboutAnItem(_ error: FdnixError) -> Bool {
        error.code == .usage || error.context["aws_code"] == "ValidationException"
    }

    private static func name(_ write: BatchWrite) -> String {
        switch write {
        case .put(let item): "\(item["packageName"]?.string ?? "?") \(item["version"]?.string ?? "?")"
        case .delete(let key): "\(key.partition.string ?? "?") \(key.sort?.string ?? "?")"
        }
    }
}
