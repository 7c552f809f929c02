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
        let known = try KnownMerchant.read(try FileSystem.read(truth))
        let files = Dictionary(try ReceiptFiles.below(receipts).receipts.map { ($0.key, $0) }) { first, _ in first }
        var rows: [(rows: ReceiptRows, known: KnownMerchant)] = []
        for merchant in known {
            guard let files = files[merchant.receipt] else { continue }
            rows.append(
                (
                    try ReceiptRows(
                        receipt: files.key, lines: try FileSystem.read(files.lines),
                        words: try FileSystem.read(files.words)), merchant
                ))
        }
        guard !rows.isEmpty else { throw FdnixError(.notFound, "\(receipts) has none of the receipts in \(truth)") }
        let workshop = try CommandWorkshop.make(RequiredSettings([], [.model, .bounds]))
        let evaluation = try await MerchantEvaluation(
            rows, embedder: try await workshop.embedder(), settings: MerchantSettings(try workshop.bounds()),
            temporaryDirectory: workshop.temporaryDirectory)
        let alone = MerchantEvaluation.score(await evaluation.answers(withPlaces: false))
        let asking = MerchantEvaluation.score(await evaluation.answers(withPlaces: true))
        guard !json, Terminal.standardOutputIsTerminal else {
            return try JSONLines.print(["without_places": alone.json, "with_places": asking.json])
        }
        let table: [[String]] = alone.rows("without Places") + asking.rows("with Places")
        try TextTable(["asked", "receipts", "right %", "wrong %", "unknown %"], table).print()
    }
}
