import ArgumentParser
import CommandRunner
import ReceiptCollections
import ReceiptModel

/// `receipts verify`: reads all of a collection and checks it.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Read and check all that a collection has.")

    @Argument(help: "lines or words.")
    var collection: CollectionName

    func run() async throws {
        let workshop = try CommandWorkshop.make()
        try JSONLines.print(try await workshop.collection(collection).verify().json)
    }
}
