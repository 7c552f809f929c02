import ArgumentParser
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

    func run() async throws {
        let workshop = try CommandWorkshop.makeReading(.collection)
        try JSONLines.print(try await workshop.collection(collection).verify().json)
    }
}
