import ArgumentParser
import Basics
import CommandRunner
import Embedding
import JSON
import ReceiptCollections
import ReceiptModel
import Receipts
import Segments

/// `receipts query`: what is near.
struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Find the records nearest to a record or a text.",
        discussion: "Distances are squared Euclidean ones: 0 is the same, 2 has nothing in common.")

    @Argument(help: "lines or words.")
    var collection: CollectionName
    @Option(help: "The record to start from.")
    var id: String?
    @Option(
        help: "The text to start from: a line, or a word, which is tagged as those in the collection are.")
    var text: String?
    @Option(name: [.customShort("n"), .long], help: "How many records to print.")
    var limit = 10
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only records with {\"name\": value}: all must be equal; several in {\"$and\": […]}.", valueName: "json"))
    var filter: String?
    @Flag(help: "Compare every vector, instead of those that a sketch finds near.")
    var exact = false
    @Flag(help: "Print JSON, on a terminal too.")
    var json = false

    func validate() throws {
        guard (id == nil) != (text == nil) else { throw ValidationError("name either --id or --text") }
        if let text, text.trimmed.isEmpty { throw ValidationError("--text says nothing: write a word or a line") }
        do { _ = try wanted() } catch { throw ValidationError("--where: \(error)") }
        guard limit >= 1 else { throw ValidationError("-n is a number of records, 1 or more") }
    }

    func run() async throws {
        let workshop = try CommandWorkshop.makeReading(.collection)
        let wanted = try wanted()
        let collection = try await workshop.collection(collection)
        let vector = try await vector(workshop, collection)
        let matches = try await collection.nearest(vector, limit: limit, filter: wanted, isExact: exact)
        if json || !Terminal.standardOutputIsTerminal {
            let members = matches.map { match in
                JSONValue.object([
                    "id": .string(match.record.id), "distance": .double(Double(match.distance)),
                    "document": match.record.document.map { .string($0) } ?? .null,
                    "metadata": match.record.metadataValue,
                ])
            }
            return try JSONLines.print(["matches": .array(members)])
        }
        let rows = matches.map { match in
            [
                String(match.distance.rounded(places: 3)), match.record.document ?? "",
                match.record.metadata["merchant_name"]?.string ?? "", match.record.id,
            ]
        }
        try TextTable(["distance", "text", "merchant", "id"], rows).print()
    }

    /// The text as the worker embeds it: a line as it is, a word tagged, without a place and neighbours.
    private func embeddedText(_ collection: CollectionName) -> String {
        let text = String((text ?? "").trimmed)
        return collection == .words ? TextFormat.target(text) : text
    }

    private func wanted() throws -> MetadataFilter? {
        try filter.map { try MetadataFilter(try JSONValue.parse($0)) }
    }

    private func vector(_ workshop: Workshop, _ collection: any CollectionReader) async throws -> [Float] {
        if let id {
            guard let record = try await collection.records([id]).first else {
                throw FdnixError(.notFound, "\(collection.name.rawValue) has no record \(id)")
            }
            return record.vector
        }
        let embedder = try await workshop.embedder()
        try await collection.checkComparable(model: embedder.modelID, dimension: embedder.dimension)
        let batch = try await embedder.embed([embeddedText(collection.name)], purpose: .query)
        switch batch[0] {
        case .vector(let numbers): return Array(numbers)
        case .empty: throw FdnixError(.usage, "the text says nothing to the model: use other words")
        case .failed(let error): throw error
        }
    }
}

extension Float {
    fileprivate func rounded(places: Int) -> Float {
        var scale: Float = 1
        for _ in 0..<places { scale *= 10 }
        return (self * scale).rounded() / scale
    }
}
