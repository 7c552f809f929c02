import ArgumentParser
import Basics
import ChromaCollections
import CommandRunner
import ReceiptCollections
import ReceiptModel
import Receipts
import SegmentCollections
import Segments

/// `receipts export`: writes the collections into a Chroma server.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the collections into a Chroma server, in place of what it has of them.")

    @Argument(help: "lines, words (default: both).")
    var collections: [CollectionName] = []
    @Option(help: ArgumentHelp("The server, as http://127.0.0.1:8000.", valueName: "url"))
    var to: String

    func run() async throws {
        let workshop = try CommandWorkshop.make(.collection)
        try workshop.checkThere()
        for name in collections.isEmpty ? CollectionName.allCases : collections {
            let target = try await workshop.chroma(name, url: to)
            try JSONLines.print(try await workshop.segments(name).transfer(to: target, workshop).json)
        }
    }
}

/// `receipts snapshot`: writes a version of segments from a Chroma server.
struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Publish what a Chroma server has as a version made of segments.",
        discussion: "For COLLECTION_BACKEND=chroma, whose collections have no versions of their own.")

    @Argument(help: "lines, words (default: both).")
    var collections: [CollectionName] = []

    func run() async throws {
        let workshop = try CommandWorkshop.make(RequiredSettings([], [.model, .collections, .server]))
        for name in collections.isEmpty ? CollectionName.allCases : collections {
            let target = try await workshop.segments(name)
            try JSONLines.print(try await workshop.chroma(name).transfer(to: target, workshop).json)
        }
    }
}

extension CollectionReader {
    /// Writes all records into another collection, in place of what it has. Throws what either throws.
    func transfer(to target: any CollectionWriter, _ workshop: Workshop) async throws -> CollectionSummary {
        let source = try await verify()
        let space = try source.space ?? workshop.space()
        // Before the records: what comes between the two is then merged once more, and never left out.
        let ledger = try await ledger()
        return try await target.replaceAll(in: space, knowing: ledger) { add in try await forEach(batchesOf: 500, add) }
    }
}
