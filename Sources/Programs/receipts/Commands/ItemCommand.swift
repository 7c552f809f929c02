import ArgumentParser
import Basics
import CommandRunner
import JSON
import ReceiptModel
import Receipts
import Tables

/// `receipts item`: one item of the table, in DynamoDB's JSON.
struct ItemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "item", abstract: "Read or write one item of the table, in DynamoDB's JSON.",
        discussion: "A write goes to the table's stream, as that of any role.",
        subcommands: [Put.self, Get.self, Delete.self])

    /// Without a subcommand it ends as the program does without a command.
    func run() async throws {
        Terminal.writeToStandardError(ReceiptsProgram.helpMessage(for: Self.self) + "\n")
        throw ExitCode.validationFailure
    }

    /// `receipts item put`.
    struct Put: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the item on standard input, whatever was there before.")

        @OptionGroup var form: FormArguments

        func run() async throws {
            var (json, input) = ([UInt8](), DescriptorInput(descriptor: 0, name: "standard input"))
            while let piece = try await input.next() {
                json += piece
                guard json.count <= Self.largest else {
                    throw FdnixError(.malformedInput, "an item has at most \(Self.largest.grouped) bytes of JSON")
                }
            }
            let workshop = try CommandWorkshop.make(.places)
            try await ItemRequests(try await workshop.cloud().table).put(json)
        }

        /// DynamoDB's 400 KB, and what JSON adds.
        private static let largest = 4 << 20
    }

    /// `receipts item get PK SK`.
    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print an item.", discussion: "Exit codes: 0 it is there, 1 it is not.")

        @OptionGroup var key: KeyArguments
        @OptionGroup var form: FormArguments

        func run() async throws {
            let workshop = try CommandWorkshop.makeReading(.places)
            let requests = ItemRequests(try await workshop.cloud().table)
            guard let item = try await requests.get(partition: key.partition, sort: key.sort) else {
                throw FdnixError(.notFound, "there is no item with this key")
            }
            var lines = JSONLines()
            try lines.write(item.encoded)
            try lines.flush()
        }
    }

    /// `receipts item delete PK SK`.
    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove an item; one that is not there is not an error.",
            discussion: """
                Changes of items that are there are told to the collections. A receipt whose own item is not in the table is \
                taken out of them by `receipts remove`.
                """)

        @OptionGroup var key: KeyArguments
        @OptionGroup var form: FormArguments

        func run() async throws {
            let workshop = try CommandWorkshop.make(.places)
            let requests = ItemRequests(try await workshop.cloud().table)
            guard try await !requests.delete(partition: key.partition, sort: key.sort) else { return }
            var told = "there is no item with this key, and nothing was removed"
            if case .receipt? = EntityKey(partition: key.partition, sort: key.sort) {
                told += ": to take the receipt out of the collections, use `receipts remove`"
            }
            Terminal.writeToStandardError("receipts: \(told)\n")
        }
    }

    /// How an item is printed.
    struct FormArguments: ParsableArguments {
        @Flag(help: "As it is anyhow: an item is JSON, and a write prints nothing.")
        var json = false
    }

    /// The key of an item.
    struct KeyArguments: ParsableArguments {
        @Argument(help: ArgumentHelp("The partition key, as IMAGE#….", valueName: "PK"))
        var partition: String
        @Argument(help: ArgumentHelp("The sort key, as RECEIPT#00001#METADATA.", valueName: "SK"))
        var sort: String
    }
}
