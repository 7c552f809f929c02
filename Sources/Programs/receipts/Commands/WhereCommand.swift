import ArgumentParser
import Basics
import CommandRunner
import JSON
import ObjectStorage
import ReceiptCollections
import ReceiptModel
import Receipts
import Tables

/// `receipts where`: where a receipt is from.
struct WhereCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "where", abstract: "Say where a receipt is from, and what says so.",
        discussion: "Exit codes: 0 it is known, 1 it is not, or there is no such receipt, 2 wrong usage or settings.")

    @Argument(help: ArgumentHelp("The image, a UUID.", valueName: "image"))
    var imageID: String
    @Argument(help: ArgumentHelp("The receipt on it, from 1.", valueName: "receipt"))
    var receiptID = 1
    @Flag(help: "Print JSON, on a terminal too.")
    var json = false

    func run() async throws {
        let receipt = try ReceiptKey.named(imageID, receiptID)
        let workshop = try CommandWorkshop.makeReading(.places)
        let cloud = try await workshop.cloud()
        guard let item = try await cloud.table.get(EntityKey.merchant(receipt).itemKey) else {
            throw FdnixError(.notFound, try await Self.reason(receipt, cloud))
        }
        guard let name = item["merchant_name"]?.string, !name.trimmed.isEmpty else {
            throw FdnixError(.notFound, Self.unknown(receipt))
        }
        let names = [
            "merchant_name", "address", "phone_number", "place_id", "validation_status", "validated_by", "reasoning",
        ]
        let facts = names.compactMap { name in item[name]?.string.map { (name, $0) } }
        guard !json, Terminal.standardOutputIsTerminal else {
            return try JSONLines.print(JSONObject(facts.map { .init($0.0, .string($0.1)) }))
        }
        try TextTable(nil, facts.map { [$0.0.replacing("_", with: " "), $0.1] }).print()
    }

    /// Why nothing is known: nobody found out, nobody looked yet, or there is nothing to look at.
    private static func reason(_ receipt: ReceiptKey, _ cloud: ReceiptCloud) async throws -> String {
        let name = receipt.words
        if try await !cloud.runs.runs(of: receipt).isEmpty { return unknown(receipt) }
        if let artifacts = try? cloud.artifacts,
            try await artifacts.store.head(EmbedMessage(receipt, bucket: artifacts.name).linesKey) != nil
        {
            return "\(name) is submitted and not embedded yet: wait, or do it by `receipts drain`"
        }
        return "\(name) was never submitted: do so by `receipts submit`"
    }

    private static func unknown(_ receipt: ReceiptKey) -> String { "it is not known where \(receipt.words) is from" }
}
