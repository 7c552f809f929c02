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
        commandName: "runs", abstract: "List runs, the newest first, or those of one receipt.")

    @OptionGroup var receipt: ReceiptOptions
    @Option(name: [.customShort("n"), .long], help: "How many runs to list (default: all; 1,000 on a terminal).")
    var limit: Int?
    @Flag(help: "Print JSON, on a terminal too.")
    var json = false

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("-n is a number of runs, 1 or more") }
    }

    func run() async throws {
        let workshop = try CommandWorkshop.make()
        let runs = try await workshop.cloud().runs
        var found: [CompactionRun] = []
        if receipt.imageID != nil || receipt.receiptID != nil {
            found = try await runs.runs(of: try receipt.key()).sorted { $1.precedes($0) }
            if let limit { found = Array(found.prefix(limit)) }
        } else if json || !Terminal.standardOutputIsTerminal {
            return try await printAll(runs)
        } else {
            try await runs.recent { run in
                found.append(run)
                return found.count < limit ?? 1000
            }
        }
        guard !json, Terminal.standardOutputIsTerminal else {
            var lines = JSONLines()
            for run in found { try lines.write(run.json) }
            return try lines.flush()
        }
        let rows: [[String]] = found.map { run in
            [
                String(run.created.text.prefix(19)).replacing("T", with: " "), run.receipt.imageID,
                String(run.receipt.receiptID), Self.text(run.lines), Self.text(run.words),
            ]
        }
        try TextTable(["created", "image", "receipt", "lines", "words"], rows).print()
    }

    /// Runs are written as they are read: there may be millions.
    private func printAll(_ runs: RunTable) async throws {
        var lines = JSONLines()
        var left = limit ?? .max
        try await runs.recent { run in
            guard left > 0 else { return false }
            left -= 1
            try lines.write(run.json)
            return true
        }
        try lines.flush()
    }

    private static func text(_ progress: CompactionRun.Progress) -> String {
        switch progress.state {
        case .completed: "\(progress.mergedVectors.grouped) merged"
        case .failed: "failed: \(progress.error ?? "no reason")"
        case .pending, .processing: progress.state.rawValue.lowercased()
        }
    }
}
