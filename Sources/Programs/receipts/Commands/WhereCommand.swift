import ArgumentParser
import Basics
import CommandRunner
import JSON
import ReceiptModel
import Receipts
import Tables

/// `receipts where`: where a receipt is from.
struct WhereCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "where", abstract: "Say where a receipt is from, and what says so.",
        discussion: "Exit codes: 0 it is known, 1 it is not.")

    @Argument(help: ArgumentHelp("The image, a UUID.", valueName: "image"))
    var imageID: String
    @Argument(help: ArgumentHelp("The receipt on it, from 1.", valueName: "receipt"))
    var receiptID = 1
    @Flag(help: "Print JSON, on a terminal too.")
    var json = false

    func run() async throws {
        let receipt = try ReceiptKey.named(imageID, receiptID)
        let workshop = try CommandWorkshop.make()
        let item = try await workshop.cloud().table.get(EntityKey.merchant(receipt).itemKey)
        guard let item else {
            throw FdnixError(.notFound, "it is not known where receipt \(receiptID) of \(imageID) is from")
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
}
