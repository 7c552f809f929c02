import ArgumentParser
import CommandRunner
import JSON
import ReceiptModel
import Receipts

/// `receipts remove`: takes a receipt out of the collections.
struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take all records of a receipt out of both collections.",
        discussion: """
            The receipt's item in the table is removed, and put there first where it is missing; the collections follow, on \
            one machine with the next `drain` or a running `serve`. What else the table has of the receipt stays, as do its \
            stored rows: a later run, by `requeue` with a --reprocess-token, brings it back.
            """)

    @OptionGroup var receipt: ReceiptOptions

    func run() async throws {
        let key = try receipt.key()
        let workshop = try CommandWorkshop.make(.places)
        try workshop.checkThere()
        try await ItemRequests(try await workshop.cloud().table).remove(key)
        // DynamoDB tells of the whole second alone; what is asked for after this command is younger than that.
        if try workshop.places().backend == .aws { try await Task.sleep(for: .seconds(1)) }
        try JSONLines.print(["image_id": .string(key.imageID), "receipt_id": .integer(Int64(key.receiptID))])
    }
}
