import ArgumentParser
import Basics
import CommandRunner
import JSON
import ObjectStorage
import ReceiptModel
import Receipts

/// `receipts submit`: asks for receipts to be embedded.
struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Store the rows of receipts and ask for them to be embedded.",
        discussion: """
            Either one receipt by --image-id, --receipt-id, --lines and --words, or a folder: every \
            IMAGE/receipt-NNNNN/ in it that has lines.ndjson and words.ndjson.
            """)

    @Argument(help: ArgumentHelp("A folder of receipts.", valueName: "folder"))
    var folder: String?
    @OptionGroup var receipt: ReceiptOptions
    @Option(help: ArgumentHelp("The file of the lines' rows.", valueName: "file"))
    var lines: String?
    @Option(help: ArgumentHelp("The file of the words' rows.", valueName: "file"))
    var words: String?
    @Option(help: ArgumentHelp("Embed again what was embedded before, once for each token.", valueName: "token"))
    var reprocessToken: String?

    func validate() throws {
        let options = [receipt.imageID, receipt.receiptID.map(String.init), lines, words]
        guard folder == nil ? options.allSatisfy({ $0 != nil }) : options.allSatisfy({ $0 == nil }) else {
            throw ValidationError("name a folder, or --image-id, --receipt-id, --lines and --words")
        }
    }

    func run() async throws {
        let receipts = try wanted()
        let workshop = try CommandWorkshop.make()
        let submission = Submission(try await workshop.cloud([.artifacts, .embedQueue]))
        var output = JSONLines()
        for receipt in receipts {
            let message = try await submission.submit(
                receipt.key, lines: .file(receipt.lines), words: .file(receipt.words),
                token: reprocessToken)
            try output.write(Array(message.body.utf8))
        }
        try output.flush()
    }

    /// The receipts that are asked for; each file is there.
    private func wanted() throws -> [ReceiptFiles] {
        guard let folder else {
            let files = ReceiptFiles(key: try receipt.key(), lines: lines ?? "", words: words ?? "")
            try files.check()
            return [files]
        }
        let found = try ReceiptFiles.below(folder)
        guard !found.isEmpty else {
            throw FdnixError(
                .notFound,
                "\(folder) has no IMAGE/receipt-NNNNN/lines.ndjson with words.ndjson beside it: name another folder")
        }
        return found
    }
}

/// The two files of a receipt on this machine.
struct ReceiptFiles {
    let key: ReceiptKey
    let lines: String
    let words: String

    /// Throws `notFound` where a file is not there.
    func check() throws(FdnixError) {
        for path in [lines, words] where FileSystem.kind(of: path) != .regularFile {
            throw FdnixError(.notFound, "there is no file \(path.printable(onOneLine: true))")
        }
    }

    /// The receipts below a folder, in the order of their names; folders of other names are passed over.
    static func below(_ folder: String) throws -> [ReceiptFiles] {
        guard FileSystem.isDirectory(folder) else {
            throw FdnixError(.notFound, "there is no folder \(folder.printable(onOneLine: true))")
        }
        var found: [ReceiptFiles] = []
        for image in try FileSystem.entries(of: folder).sorted() where FileSystem.isDirectory("\(folder)/\(image)") {
            for name in try FileSystem.entries(of: "\(folder)/\(image)").sorted() {
                let path = "\(folder)/\(image)/\(name)"
                guard let key = EmbedMessage.receipt(ofKey: "receipts/\(image)/\(name)/lines.ndjson") else { continue }
                let files = ReceiptFiles(key: key, lines: "\(path)/lines.ndjson", words: "\(path)/words.ndjson")
                if (try? files.check()) != nil { found.append(files) }
            }
        }
        return found
    }
}
