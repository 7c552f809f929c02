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
        commandName: "get", abstract: "Print records, with their vectors as one JSON object a line.",
        discussion: "Exit codes: 0 all are there, 1 at least one is not, 2 wrong usage or settings.")

    @Argument(help: "lines or words.")
    var collection: CollectionName
    @Argument(help: "Ids, as IMAGE#…#RECEIPT#00001#LINE#00001.")
    var ids: [String]
    @Flag(help: "Print JSON, on a terminal too.")
    var json = false

    func run() async throws {
        let workshop = try CommandWorkshop.makeReading(.collection)
        let found = try await workshop.collection(collection).records(ids)
        if json || !Terminal.standardOutputIsTerminal {
            var lines = JSONLines()
            for record in found { try lines.write(record.json) }
            try lines.flush()
        } else if !found.isEmpty {
            try TextTable(nil, Array(found.map(\.rows).joined(separator: [[""]]))).print()
        }
        // Ids are bytes: strings are equal where their characters are, however those are written.
        let known = Set(found.map { Array($0.record.id.utf8) })
        let missing = ids.filter { !known.contains(Array($0.utf8)) }.removingDuplicates()
        guard missing.isEmpty else {
            throw FdnixError(
                .notFound, "\(collection.rawValue) has no record \(missing.sorted().joined(separator: ", "))")
        }
    }
}

extension CollectionRecord {
    /// The record for people: a line a fact, and how its vector begins.
    fileprivate var rows: [[String]] {
        let facts = record.metadata.sorted { $0.key < $1.key }.map {
            [$0.key, $0.value.string ?? $0.value.description]
        }
        let numbers = vector.prefix(4).map { String($0) }.joined(separator: " ")
        let rest = vector.count > 4 ? " … (\(vector.count.grouped) numbers)" : ""
        return [["id", record.id], ["document", record.document ?? ""]] + facts + [["embedding", numbers + rest]]
    }
}
