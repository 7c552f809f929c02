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

    func run() async throws {
        let workshop = try CommandWorkshop.makeReading(.collection)
        do {
            try JSONLines.print(try await workshop.collection(collection).verify().json)
        } catch let error as FdnixError where error.code == .corrupt {
            throw error.adding(
                "; put the file back as it was, or lead readers to another whole version by its name in "
                    + "\(collection.rawValue)/snapshot/latest-pointer.txt, then submit again what came since, with a "
                    + "--reprocess-token")
        }
    }
}
