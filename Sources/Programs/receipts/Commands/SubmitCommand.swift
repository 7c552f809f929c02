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
            IMAGE/receipt-NNNNN/ in it that has lines.ndjson and words.ndjson. Folders that are something else, and receipts \
            without one of the files, are told of on standard error; the others are submitted all the same.

            Exit codes: 0 all are submitted, 1 something was left out or failed, 2 wrong usage or settings.
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
        let (receipts, faults) = try wanted()
        let workshop = try CommandWorkshop.make(.submission)
        try workshop.checkWritable()
        let submission = Submission(try await workshop.cloud([.artifacts, .embedQueue]))
        var output = JSONLines()
        var (done, isWhole) = (DoneBefore(workshop, submission), faults.isEmpty)
        for receipt in receipts {
            let (lines, words): ([UInt8], [UInt8])
            do {
                (lines, words) = (try FileSystem.read(receipt.lines), try FileSystem.read(receipt.words))
            } catch let error as FdnixError {
                // It is there, and cannot be read: no reason to leave out those that can.
                Terminal.writeToStandardError("receipts: \(receipt.key.words) is left out: \(error)\n")
                isWhole = false
                continue
            }
            await done.look(receipt.key, lines: lines, words: words, token: reprocessToken)
            let message = try await submission.submit(
                receipt.key, lines: .bytes(lines), words: .bytes(words), token: reprocessToken)
            try output.write(Array(message.body.utf8))
        }
        try output.flush()
        done.tell()
        if !isWhole { throw ExitCode.failure }
    }

    /// The receipts that are asked for, each file of which is there, and what was told of others.
    private func wanted() throws -> (receipts: [ReceiptFiles], faults: [String]) {
        guard let folder else {
            let files = ReceiptFiles(key: try receipt.key(), lines: lines ?? "", words: words ?? "")
            try files.check()
            return ([files], [])
        }
        let found = try ReceiptFiles.below(folder)
        for fault in found.faults { Terminal.writeToStandardError("receipts: \(fault)\n") }
        guard !found.receipts.isEmpty else {
            throw FdnixError(
                .notFound,
                "\(folder) has no IMAGE/receipt-NNNNN/lines.ndjson with words.ndjson beside it: name another folder")
        }
        return found
    }
}
