import ArgumentParser
import Basics
import CommandRunner
import JSON
import ReceiptModel
import Receipts

/// `receipts requeue`: asks for a receipt again whose rows are stored.
struct RequeueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requeue", abstract: "Ask again for a receipt to be embedded whose rows are stored.")

    @OptionGroup var receipt: ReceiptOptions
    @Option(help: ArgumentHelp("Embed again what was embedded before, once for each token.", valueName: "token"))
    var reprocessToken: String?
    @Flag(help: "Print JSON, on a terminal too.")
    var json = false

    func run() async throws {
        let workshop = try CommandWorkshop.make(.submission)
        let submission = Submission(try await workshop.cloud([.artifacts, .embedQueue]))
        let key = try receipt.key()
        var done = DoneBefore(workshop, submission)
        await done.look(key, token: reprocessToken)
        let message = try await submission.requeue(key, token: reprocessToken)
        if json || !Terminal.standardOutputIsTerminal {
            var lines = JSONLines()
            try lines.write(Array(message.body.utf8))
            try lines.flush()
        } else {
            try TextTable(["asked for", "receipt"], [[key.imageID, String(key.receiptID)]]).print()
        }
        done.tell()
    }
}

extension QueueName: ExpressibleByArgument {}

/// `receipts redrive`: gives messages that were put aside another chance.
struct RedriveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive", abstract: "Move messages that were put aside back to their queues.")

    @Argument(help: "embed, lines, words (default: all of them).")
    var queues: [QueueName] = []
    @Option(name: [.customShort("n"), .long], help: "How many messages of each queue to move (default: all).")
    var limit: Int?
    @Flag(help: "Print JSON, on a terminal too.")
    var json = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("-n is a number of messages, 1 or more") }
    }

    func run() async throws {
        let names = queues.isEmpty ? QueueName.allCases : queues
        let workshop = try CommandWorkshop.make(RequiredSettings(CloudSettings.Needs(names.map(\.need))))
        let cloud = try await workshop.cloudWithDeadLetters()
        let report = try await Redrive(cloud).run(names, limit: limit ?? .max)
        guard !json, Terminal.standardOutputIsTerminal else { return try JSONLines.print(report.json) }
        let rows = names.removingDuplicates().map { [$0.rawValue, (report.moved[$0] ?? 0).grouped] }
        try TextTable(["queue", "moved back"], rows).print()
    }
}
