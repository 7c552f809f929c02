import ArgumentParser
import Basics
import CommandRunner
import Interruption
import JSON
import Receipts
import Settings

/// A role that works until it is stopped.
protocol RoleCommand: AsyncParsableCommand {
    /// The settings that it cannot do without.
    static var required: RequiredSettings { get }
    /// What the role does until its task is cancelled.
    static func work(_ workshop: Workshop) async throws
}

extension RoleCommand {
    func run() async throws { try await RoleLoop.run(Self.required, Self.work) }
}

/// `receipts embed-worker`: embeds what its queue asks for.
struct EmbedWorkerCommand: RoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed-worker", abstract: "Embed the receipts that the worker's queue names, until it is stopped.")

    static let required = RequiredSettings.embedWorker(polls: true)

    static func work(_ workshop: Workshop) async throws { try await workshop.workerPoller().run() }
}

/// `receipts stream-processor`: tells the compactor what changed in the table.
struct StreamProcessorCommand: RoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream-processor", abstract: "Tell the compactor of the table's changes, until it is stopped.")

    static let required = RequiredSettings.streamProcessor

    static func work(_ workshop: Workshop) async throws { try await workshop.feeder().run() }
}

/// `receipts compactor`: merges what its queues tell.
struct CompactorCommand: RoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "compactor", abstract: "Merge bundles and changes into the collections, until it is stopped.")

    static let required = RequiredSettings.compactor(polls: true)

    static func work(_ workshop: Workshop) async throws { try await workshop.compactorPollers().run() }
}

/// `receipts serve`: all roles in one process.
struct ServeCommand: RoleCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Do the work of all roles in one process, until it is stopped.")

    static let required = RequiredSettings.serve

    static func work(_ workshop: Workshop) async throws { try await AllRoles(workshop).run(sweeps: true) }
}

/// `receipts sweeper`: looks once for what was forgotten.
struct SweeperCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweeper", abstract: "Send again what was begun and never ended; looks once.")

    @Flag(help: "Also ask for receipts whose files are there and that nobody embedded.")
    var enqueueMissing = false

    func run() async throws {
        let workshop = try CommandWorkshop.make(.sweeper)
        defer { workshop.flush() }
        try workshop.checkWritable()
        let report = try await workshop.sweeper().sweep(enqueueMissing: enqueueMissing)
        try JSONLines.print(report.json)
        if report.failed > 0 { throw ExitCode.failure }
    }
}
