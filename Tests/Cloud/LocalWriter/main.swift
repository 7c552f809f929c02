import Basics
import LocalCloud
import Queues
import Tables

/// Writes to a database until it is killed, for the tests of what a killed process leaves:
///
///     LocalWriter PATH items NAME     puts items under NAME, each with its number, two a transaction
///     LocalWriter PATH messages NAME  sends messages `NAME-0` and so on
///     LocalWriter PATH receive NAME   receives all messages, keeps them, and waits for ever
///
/// It prints a number when the write of that number has returned.
let arguments = CommandLine.arguments
let database = try await LocalDatabase.open(arguments[1])
let name = arguments[3]

func report(_ number: Int) throws {
    var output = StandardOutput()
    try output.line("\(number)")
    try output.flush()
}

switch arguments[2] {
case "items":
    let schema = TableSchema("PK", "SK", indexes: ["Numbers": TableIndex("name", KeyAttribute("n", .number))])
    let table = database.table("t", schema)
    for number in 0... {
        try await table.transact(
            ["a", "b"].map { part in
                .put([
                    "PK": .string("\(name)-\(part)"), "SK": .string("\(number)"), "name": .string(name),
                    "n": .int(number),
                ])
            } + [.update(ItemKey(.string(name), "count"), [.add("n", .int(1))])], token: "\(name)-\(number)")
        try report(number)
    }
case "messages":
    let queue = database.queue("q", maxReceiveCount: nil)
    for number in 0... {
        for result in try await queue.send([OutgoingMessage("\(name)-\(number)")]) { _ = try result.get() }
        try report(number)
    }
default:
    let queue = database.queue("q", maxReceiveCount: nil)
    var count = 0
    while true {
        let messages = try await queue.receive(ReceiveOptions(visibility: .seconds(3600), wait: .seconds(20)))
        count += messages.count
        if !messages.isEmpty { try report(count) }
    }
}
