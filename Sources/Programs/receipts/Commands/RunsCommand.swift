import ArgumentParser
import Basics
import CommandRunner
import JSON
import ReceiptCollections
import ReceiptModel
import Receipts

/// `receipts runs`: what was embedded, and how far it came.
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List runs, the newest first, or those of one receipt.",
        discussion: "Exit codes: 0 done, 1 a run could not be read, 2 wrong usage or settings.")

    @OptionGroup var receipt: ReceiptOptions
    @Option(name: [.customShort("n"), .long], help: "How many runs to list (default: all; 1,000 on a terminal).")
    var limit: Int?
    @Flag(help: "Print JSON, on a terminal too.")
    var json = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("-n is a number of runs, 1 or more") }
    }

    func run() async throws {
        let workshop = try CommandWorkshop.makeReading(.places)
        let runs = try await workshop.cloud().runs
        let key = receipt.imageID != nil || receipt.receiptID != nil ? try receipt.key() : nil
        let isTable = !json && Terminal.standardOutputIsTerminal
        let unreadable = isTable ? try await printTable(runs, key) : try await printLines(runs, key)
        if unreadable > 0 { throw ExitCode.failure }
    }

    /// Prints a line a run; gives how many could not be read.
    private func printLines(_ runs: RunTable, _ key: ReceiptKey?) async throws -> Int {
        var lines = JSONLines()
        // Runs are written as they are read: there may be millions.
        let unreadable = try await each(runs, key, limit ?? .max) { try lines.write($0.json) }
        try lines.flush()
        return unreadable
    }

    private func printTable(_ runs: RunTable, _ key: ReceiptKey?) async throws -> Int {
        var rows: [[String]] = []
        let unreadable = try await each(runs, key, limit ?? 1000) { run in
            rows.append([
                String(run.created.text.prefix(19)).replacing("T", with: " "), run.receipt.imageID,
                String(run.receipt.receiptID), Self.text(run.lines), Self.text(run.words),
            ])
        }
        try TextTable(["created", "image", "receipt", "lines", "words"], rows).print()
        return unreadable
    }

    /// Hands over the newest runs; says on standard error which could not be read, and gives how many.
    private func each(
        _ runs: RunTable, _ key: ReceiptKey?, _ limit: Int, _ body: (CompactionRun) throws -> Void
    ) async throws -> Int {
        var (left, unreadable) = (limit, 0)
        // Those of one receipt are few, and not in order of time.
        var ofReceipt: [CompactionRun] = []
        try await runs.each(of: key) { result in
            switch result {
            case .failure(let error):
                Terminal.writeToStandardError("receipts: \(error)\n")
                unreadable += 1
            case .success(let run) where key != nil: ofReceipt.append(run)
            case .success(let run):
                try body(run)
                left -= 1
            }
            return left > 0
        }
        for run in ofReceipt.sorted(by: { $1.precedes($0) }).prefix(limit) { try body(run) }
        return unreadable
    }

    private static func text(_ progress: CompactionRun.Progress) -> String {
        switch progress.state {
        case .completed: "\(progress.mergedVectors.grouped) merged"
        case .failed: "failed: \(progress.error ?? "no reason")"
        case .pending, .processing: progress.state.rawValue.lowercased()
        }
    }
}
