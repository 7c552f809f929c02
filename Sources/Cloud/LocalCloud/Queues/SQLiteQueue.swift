public import Basics
import JSON
public import Queues
import SQLite

/// A queue in a file of SQLite: what is sent survives the process, and what a process had received comes again at once when
/// another opens the file after its end.
public struct SQLiteQueue: Queue {
    let database: LocalDatabase
    let name: String
    /// How often a message is received before it goes to the dead letters; nil where there are none.
    public let maxReceiveCount: Int?
    var isDead = false

    /// The path of the file and the name of the queue.
    public var location: String { "\(database.path)#\(name)\(isDead ? "-dead-letters" : "")" }

    /// Where messages go that were received too often.
    public var deadLetters: (any Queue)? {
        guard maxReceiveCount != nil else { return nil }
        return SQLiteQueue(database: database, name: name, maxReceiveCount: nil, isDead: true)
    }

    private var arrivals: Doorbell { database.doorbells.of(location) }
    private var place: [Value] { [.text(name), .int(isDead ? 1 : 0)] }

    /// Sends any number of messages in one transaction; a result is the message's id.
    public func send(_ messages: [OutgoingMessage]) async throws -> [Result<String, FdnixError>] {
        let checked = messages.map { message in
            Result { () throws(FdnixError) in
                try QueueLimits.check(message)
                return message
            }
        }
        let (place, now) = (place, database.time.now())
        guard checked.contains(where: { (try? $0.get()) != nil }) else { return checked.map { $0.map { _ in "" } } }
        defer { arrivals.ring() }
        return try await database.write { connection in
            try checked.map { result in
                guard case .success(let message) = result else { return result.map { _ in "" } }
                try connection.run(
                    """
                    INSERT INTO message (queue, dead, body, attributes, sent, visible_at, receive_count)
                    VALUES (?, ?, ?, ?, ?, ?, 0)
                    """, place + [.text(message.body), .text(Self.text(message.attributes)), .int(now), .int(now)])
                return .success(String(connection.lastInsertedRow))
            }
        }
    }

    /// Takes messages and hides them from others, in this process and in all others.
    public func receive(_ options: ReceiveOptions) async throws -> [ReceivedMessage] {
        try await LongPoll.run(options.wait, arrivals, database.time) {
            // Whoever waits only looks: writing would keep others from it.
            let (turn, now) = (place, database.time.now())
            let isDue = try await database.read { connection in
                try connection.first(
                    "SELECT 1 FROM message WHERE queue = ? AND dead = ? AND visible_at <= ? LIMIT 1", turn + [.int(now)]
                ) { _ in true }
            }
            return isDue == true ? try await take(options, now: now) : []
        }
    }

    private func take(_ options: ReceiveOptions, now: Int) async throws -> [ReceivedMessage] {
        let (place, most, consumer) = (place, maxReceiveCount ?? .max, database.consumer)
        let end = now + Int(options.visibility.seconds * 1000)
        return try await database.write { connection in
            var taken: [ReceivedMessage] = []
            var isPoisoned = true
            // Those that are moved away make room for others; what is not hidden at all must not come twice in one answer.
            while isPoisoned, taken.count < options.limit, taken.isEmpty || end > now {
                let due = try connection.all(
                    """
                    SELECT number, body, attributes, sent, receive_count FROM message
                    WHERE queue = ? AND dead = ? AND visible_at <= ? ORDER BY visible_at, number LIMIT ?
                    """, place + [.int(now), .int(options.limit - taken.count)], Self.message)
                let fresh = due.filter { $0.receiveCount <= most }
                isPoisoned = fresh.count < due.count
                for message in due where message.receiveCount > most {
                    try connection.run(
                        "UPDATE message SET dead = 1, receive_count = 0, consumer = NULL WHERE number = ?",
                        [Self.number(message)])
                }
                if !fresh.isEmpty { try consumer.enter(connection) }
                for message in fresh {
                    try connection.run(
                        "UPDATE message SET visible_at = ?, receive_count = ?, consumer = ? WHERE number = ?",
                        [.int(end), .int(message.receiveCount), .text(consumer.id), Self.number(message)])
                }
                taken += fresh
            }
            return taken
        }
    }

    /// A row of a message as it is when it is received now.
    private static func message(_ row: Row) throws -> ReceivedMessage {
        let count = row.int(4) + 1
        return ReceivedMessage(
            id: String(row.int(0)), receipt: "\(row.int(0))/\(count)", body: row.text(1) ?? "",
            attributes: try attributes(row.text(2) ?? ""), receiveCount: count, sent: row.int(3))
    }

    private static func number(_ message: ReceivedMessage) -> Value { .int(Int(message.id) ?? 0) }

    /// Hides messages for `visibility` from now on.
    public func extend(_ receipts: [String], visibility: Duration) async throws -> [Result<Void, FdnixError>] {
        let visibility = min(max(visibility, .zero), QueueLimits.longestVisibility)
        let end = database.time.now() + Int(visibility.seconds * 1000)
        return try await change(receipts, gone: { Receipt.gone }) { _ in
            ("UPDATE message SET visible_at = ?", [.int(end)])
        }
    }

    /// Hides messages, and moves those to the dead letters that were received as often as they may be.
    public func giveBack(_ receipts: [String], visibility: Duration) async throws -> [Result<Void, FdnixError>] {
        let (now, most) = (database.time.now(), maxReceiveCount ?? .max)
        let end = now + Int(min(max(visibility, .zero), QueueLimits.longestVisibility).seconds * 1000)
        return try await change(receipts, gone: { Receipt.gone }) { count in
            guard count >= most else { return ("UPDATE message SET visible_at = ?", [.int(end)]) }
            return (
                "UPDATE message SET dead = 1, receive_count = 0, consumer = NULL, visible_at = ?", [.int(now)]
            )
        }
    }

    /// Deletes messages that were received.
    public func delete(_ receipts: [String]) async throws -> [Result<Void, FdnixError>] {
        try await change(receipts, gone: { nil }) { _ in ("DELETE FROM message", []) }
    }

    /// Changes the message of each receipt that counts, by the statement for as often as it was received; `gone` is the error
    /// where there is no message.
    private func change(
        _ receipts: [String], gone: @escaping @Sendable () -> FdnixError?,
        by statement: @escaping @Sendable (Int) -> (sql: String, values: [Value])
    ) async throws -> [Result<Void, FdnixError>] {
        guard !receipts.isEmpty else { return [] }
        let place = place
        return try await database.write { connection in
            try receipts.map { receipt in
                let parts = receipt.split(separator: "/").map { Int($0) ?? 0 }
                let number = Value.int(parts.first ?? 0)
                let count = try connection.first(
                    "SELECT receive_count FROM message WHERE queue = ? AND dead = ? AND number = ?", place + [number]
                ) { $0.int(0) }
                guard let count else { return gone().map { .failure($0) } ?? .success(()) }
                guard parts.count == 2, parts[1] == count else { return .failure(Receipt.replaced) }
                let change = statement(count)
                try connection.run("\(change.sql) WHERE number = ?", change.values + [number])
                return .success(())
            }
        }
    }

    /// How many messages there are.
    public func depth() async throws -> QueueDepth {
        let (place, now) = (place, database.time.now())
        return try await database.read { connection in
            func count(_ comparison: String) throws -> Int {
                try connection.first(
                    "SELECT count(*) FROM message WHERE queue = ? AND dead = ? AND visible_at \(comparison) ?",
                    place + [.int(now)]
                ) { $0.int(0) } ?? 0
            }
            return QueueDepth(visible: try count("<="), inFlight: try count(">"))
        }
    }

    private static func text(_ attributes: [String: String]) -> String {
        var json = JSONWriter()
        json.object { json in
            for (name, value) in attributes.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
        }
        return json.text
    }

    private static func attributes(_ text: String) throws -> [String: String] {
        var attributes: [String: String] = [:]
        for member in try JSONValue.parse(text).object?.members ?? [] { attributes[member.key] = member.value.string }
        return attributes
    }
}
