import ArgumentParser
import Basics
import CommandRunner
import ReceiptCollections
import ReceiptModel
import Receipts

/// `receipts verify`: reads all of a collection and checks it.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Read and check all that a collection has.")

    @Argument(help: "lines or words.")
    var collection: CollectionName
    @Flag(help: "Print JSON, on a terminal too.")
    var json = false

    func run() async throws {
        let workshop = try CommandWorkshop.makeReading(.collection)
        let summary = try await verified(workshop)
        guard !json, Terminal.standardOutputIsTerminal else { return try JSONLines.print(summary.json) }
        let row = [summary.collection.rawValue, summary.count.grouped, summary.version ?? "none"]
        try TextTable(["collection", "records", "version"], [row]).print()
    }

    private func verified(_ workshop: Workshop) async throws -> CollectionSummary {
        do {
            return try await workshop.collection(collection).verify()
        } catch let error as FdnixError where error.code == .corrupt {
            throw error.adding(
                "; put the file back as it was, or lead readers to another whole version by its name in "
                    + "\(collection.rawValue)/snapshot/latest-pointer.txt, then submit again what came since, with a "
                    + "--reprocess-token")
        }
    }
}
