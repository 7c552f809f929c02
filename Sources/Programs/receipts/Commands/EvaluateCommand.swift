import ArgumentParser
import Basics
import CommandRunner
import Embedding
import JSON
import ReceiptModel
import Receipts

/// `receipts evaluate`: how often shops are found.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Say how often the shop of a receipt is found, where it is known.",
        discussion: """
            Each receipt is looked for among all others, without Google Places and with a stand-in for it that knows the \
            shops of all receipts. A wrong answer costs ten missing ones.

            Exit codes: 0 done, 1 something failed, or a receipt could not be read and was left out, 2 wrong usage or settings.
            """)

    @Option(help: ArgumentHelp("The folder of receipts.", valueName: "folder"))
    var receipts: String
    @Option(
        help: ArgumentHelp(
            "The shops: {\"image_id\", \"receipt_id\", \"merchant_name\"}, one a line.", valueName: "file"))
    var truth: String
    @Flag(help: "Print JSON, on a terminal too.")
    var json = false

    func run() async throws {
        let (rows, isWhole) = try wanted()
        guard !rows.isEmpty else { throw FdnixError(.notFound, "\(receipts) has none of the receipts in \(truth)") }
        let workshop = try CommandWorkshop.make(RequiredSettings([], [.model, .bounds]))
        let evaluation = try await MerchantEvaluation(
            rows, embedder: try await workshop.embedder(), settings: MerchantSettings(try workshop.bounds()),
            temporaryDirectory: workshop.temporaryDirectory)
        let alone = await score(evaluation, withPlaces: false)
        let asking = await score(evaluation, withPlaces: true)
        if json || !Terminal.standardOutputIsTerminal {
            try JSONLines.print(["without_places": alone.json, "with_places": asking.json])
        } else {
            let table: [[String]] = alone.rows("without Places") + asking.rows("with Places")
            try TextTable(["asked", "receipts", "right %", "wrong %", "unknown %"], table).print()
        }
        if !isWhole { throw ExitCode.failure }
    }

    /// The receipts of which it is known where they are from, and whether all of those in the folder could be read. What is left out
    /// is told of.
    private func wanted() throws -> (rows: [(rows: ReceiptRows, known: KnownMerchant)], isWhole: Bool) {
        let known = try KnownMerchant.read(try FileSystem.read(truth), named: truth.printable(onOneLine: true))
        let files = Dictionary(try ReceiptFiles.below(receipts).receipts.map { ($0.key, $0) }) { first, _ in first }
        var (rows, isWhole): ([(rows: ReceiptRows, known: KnownMerchant)], Bool) = ([], true)
        var (seen, repeated, missing): (Set<ReceiptKey>, [ReceiptKey], [ReceiptKey]) = ([], [], [])
        for merchant in known {
            let receipt = merchant.receipt
            guard seen.insert(receipt).inserted else {
                repeated.append(receipt)
                continue
            }
            guard let files = files[receipt] else {
                missing.append(receipt)
                continue
            }
            do {
                let read = try ReceiptRows(
                    receipt: receipt, lines: try FileSystem.read(files.lines), words: try FileSystem.read(files.words))
                rows.append((read, merchant))
            } catch let error as FdnixError {
                Terminal.writeToStandardError("receipts: \(receipt.words) is left out: \(error)\n")
                isWhole = false
            }
        }
        tell(repeated, "named again")
        tell(missing, "not in \(receipts.printable(onOneLine: true))")
        return (rows, isWhole)
    }

    /// How good the answers are; each wrong one is told, as it costs the most.
    private func score(_ evaluation: MerchantEvaluation, withPlaces: Bool) async -> MerchantScore {
        let answers = await evaluation.answers(withPlaces: withPlaces)
        for answer in answers where !answer.isRight {
            guard let found = answer.found else { continue }
            let names = [answer.known.name, found.candidate.name].map { $0.printable(onOneLine: true) }
            Terminal.writeToStandardError(
                "receipts: \(withPlaces ? "with" : "without") Places, \(answer.known.receipt.words) is from \(names[0]), and "
                    + "\(names[1]) was found (\(found.tier.rawValue), \(found.confidence))\n")
        }
        return MerchantEvaluation.score(answers)
    }

    private func tell(_ receipts: [ReceiptKey], _ what: String) {
        guard let first = receipts.first else { return }
        Terminal.writeToStandardError(
            "receipts: \(truth.printable(onOneLine: true)): left out as \(what): \(receipts.count.grouped), the first: "
                + "\(first.words)\n")
    }
}
