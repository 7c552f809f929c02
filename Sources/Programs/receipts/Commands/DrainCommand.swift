import ArgumentParser
import Basics
import CommandRunner
import Interruption
import Receipts
import Settings

/// `receipts drain`: does all there is to do.
struct DrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: "Do the work of all roles until queues and stream are empty.",
        discussion: """
            It ends earlier where all that is left are messages that could not be done and come again in more than a \
            minute: they stay in their queues, and the next `drain` takes them up at once.

            Exit codes: 0 all is done, 1 the time is over, something could not be done yet, or messages were put aside \
            (`receipts redrive` gives them another chance), 2 wrong usage or settings.
            """)

    @Option(help: ArgumentHelp("Give up after so many seconds.", valueName: "seconds"))
    var timeout: Int?

    func validate() throws {
        if let timeout, !(0...604_800).contains(timeout) {
            throw ValidationError("--timeout is from 0 to 604,800 seconds")
        }
    }

    func run() async throws {
        var settings = Settings(ProcessEnvironment.current)
        guard CloudSettings(&settings).backend == .local else {
            throw FdnixError(
                .usage, "drain works on one machine: at AWS the functions do it, or `receipts serve`")
        }
        let (workshop, progress) = try CommandWorkshop.makeWithProgress(.serve)
        defer { workshop.flush() }
        try workshop.checkWritable()
        workshop.removeAbandoned()
        let limit = timeout.map { Duration.seconds($0) }
        let report = try await Interruptible.run(grace: .seconds(25)) {
            let waiting = WaitingMessages()
            let drain = Drain(
                try await workshop.cloud(), feeder: try await workshop.feeder(), waiting: waiting,
                events: workshop.events)
            return try await withThrowingTaskGroup(of: Drain.Report?.self) { group in
                group.addTask {
                    try await AllRoles(workshop, waiting: waiting).run(sweeps: false)
                    return nil
                }
                group.addTask { try await drain.run(timeout: limit, progress: progress) }
                defer { group.cancelAll() }
                while let report = try await group.next() {
                    if let report { return report }
                }
                throw CancellationError()
            }
        }
        try JSONLines.print(report.json)
        if let waiting = report.waiting {
            Terminal.writeToStandardError(
                "receipts: \(waiting); nothing else is left to do: mend the cause, then run `receipts drain` again\n")
        }
        for name in QueueName.allCases {
            if let count = report.deadLetters[name], count > 0 { Self.tell(count, name) }
        }
        if !report.isDone { throw ExitCode.failure }
    }

    /// Says what is to be done with messages that were put aside, now or before.
    private static func tell(_ count: Int, _ name: QueueName) {
        let (messages, whose) = count == 1 ? ("1 message was", "its") : ("\(count.grouped) messages were", "their")
        let mend = name == .embed ? "mend \(whose) rows" : "mend the cause"
        Terminal.writeToStandardError(
            "receipts: \(messages) put aside: \(mend), then `receipts redrive \(name.rawValue)`\n")
    }
}
