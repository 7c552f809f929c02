import ArgumentParser
import Basics
import CommandRunner
import JSON
import ReceiptCollections
import ReceiptModel
import Receipts
import Segments

/// `receipts get`: records by their ids.
struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print records with their vectors, one JSON object a line.",
        discussion: "Exit codes: 0 all are there, 1 at least one is not, 2 wrong usage or settings.")

    @Argument(help: "lines or words.")
    var collection: CollectionName
    @Argument(help: "Ids, as IMAGE#…#RECEIPT#00001#LINE#00001.")
    var ids: [String]

    func run() async throws {
        let workshop = try CommandWorkshop.makeReading(.collection)
        let found = try await workshop.collection(collection).records(ids)
        var lines = JSONLines()
        for record in found { try lines.write(record.json) }
        try lines.flush()
        let missing = Set(ids).subtracting(found.map(\.record.id))
        guard missing.isEmpty else {
            throw FdnixError(
                .notFound, "\(collection.rawValue) has no record \(missing.sorted().joined(separator: ", "))")
        }
    }
}
