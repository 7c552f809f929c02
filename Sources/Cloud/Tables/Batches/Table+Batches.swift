public import Basics

/// How often what a batch left undone is asked for again, and after what pauses.
public struct BatchRetry: Sendable {
    /// How many calls in a row may do nothing at all.
    public var attempts: Int
    /// The pauses after calls that left something undone.
    public var backoff: Backoff
    /// How time passes between calls.
    public var time: TimeSource
    /// Numbers from 0 up to but not including 1.
    public var random: @Sendable () -> Double

    /// The usual rule: ten calls in a row without any progress, pauses of 50 ms to 20 s.
    public init(
        attempts: Int = 10, backoff: Backoff = Backoff(base: .milliseconds(50), cap: .seconds(20)),
        time: TimeSource = .system, random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.attempts = attempts
        self.backoff = backoff
        self.time = time
        self.random = random
    }

    /// Calls `body` with up to `size` elements at a time until none is left; `body` gives those that it did not do.
    fileprivate func run<Element>(
        _ elements: [Element], size: Int, _ body: ([Element]) async throws -> [Element]
    ) async throws {
        var rest = elements[...]
        var (undone, failures): ([Element], Int) = ([], 0)
        while !rest.isEmpty || !undone.isEmpty {
            let batch = undone + rest.prefix(size - undone.count)
            rest = rest.dropFirst(batch.count - undone.count)
            undone = try await body(batch)
            guard !undone.isEmpty else {
                failures = 0
                continue
            }
            failures = undone.count < batch.count ? 1 : failures + 1
            guard failures < attempts else {
                throw FdnixError(
                    .throttled,
                    "the table left \(undone.count) of \(batch.count) undone \(attempts) times in a row; \(rest.count) more "
                        + "were not tried; try again later, or with a larger capacity")
            }
            try await time.sleep(backoff.pause(after: failures, random: random()))
        }
    }
}

extension Table {
    /// Writes any number of items, 25 at a time, and again what the table leaves undone. Of two writes of one item the
    /// last one counts. Throws `throttled` where the table does nothing for long; some are written then.
    public func write(_ writes: [BatchWrite], _ retry: BatchRetry = BatchRetry()) async throws {
        var last: [ItemKey: Int] = [:]
        let keys = try writes.map { try $0.key(in: schema) }
        for (position, key) in keys.enumerated() { last[key] = position }
        let distinct = writes.indices.filter { last[keys[$0]] == $0 }.map { writes[$0] }
        try await retry.run(distinct, size: 25) { try await batchWrite($0) }
    }

    /// Reads any number of items, 100 at a time, and asks again for what the table leaves undone; in no special order, and
    /// without those that are not there.
    public func items(
        _ keys: [ItemKey], consistent: Bool = true, _ retry: BatchRetry = BatchRetry()
    ) async throws -> [Item] {
        var items: [Item] = []
        try await retry.run(keys.removingDuplicates(), size: 100) { batch in
            let read = try await batchGet(batch, consistent: consistent)
            items += read.items
            return read.unprocessed
        }
        return items
    }
}

extension BatchWrite {
    /// The key of the item that is written. Throws `usage` where it does not fit the table.
    public func key(in schema: TableSchema) throws -> ItemKey {
        switch self {
        case .put(let item): return try schema.key(of: item)
        case .delete(let key):
            _ = try schema.attributes(of: key)
            return key
        }
    }

    /// The same write, as one that could have a condition.
    public var write: ItemWrite {
        switch self {
        case .put(let item): .put(item)
        case .delete(let key): .delete(key)
        }
    }
}
