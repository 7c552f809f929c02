import Basics
import ReceiptModel
import Receipts
import Segments

/// The receipts among those that are asked for which were embedded before, so that it is told that nothing is done for them.
struct DoneBefore {
    private let submission: Submission
    private let model: String?
    private var receipts: [ReceiptKey] = []
    private var asked = 0
    /// Whoever submits need not be allowed to read the table; what is not known is not told.
    private var canLook = true

    /// What `submission` finds, by the model that the settings name.
    init(_ workshop: Workshop, _ submission: Submission) {
        self.submission = submission
        model = try? workshop.space().model
    }

    /// Looks for the run of a receipt, before it is asked for.
    mutating func look(_ receipt: ReceiptKey, lines: [UInt8], words: [UInt8], token: String?) async {
        await note(receipt) { [submission] model in
            try await submission.isDone(receipt, lines: lines, words: words, model: model, token: token)
        }
    }

    /// The same for a receipt whose files are stored.
    mutating func look(_ receipt: ReceiptKey, token: String?) async {
        await note(receipt) { [submission] model in
            try await submission.isDone(receipt, model: model, token: token)
        }
    }

    private mutating func note(_ receipt: ReceiptKey, _ isDone: (String) async throws -> Bool) async {
        asked += 1
        guard canLook, let model else { return }
        do {
            if try await isDone(model) { receipts.append(receipt) }
        } catch { canLook = false }
    }

    /// Says on standard error for how many nothing will be done.
    func tell() {
        guard let first = receipts.first else { return }
        let which = asked == 1 ? "\(first.words) was" : "\(receipts.count.grouped) of \(asked.grouped) receipts were"
        let example = asked == 1 ? "" : " (the first: \(first.words))"
        Terminal.writeToStandardError(
            "receipts: \(which) embedded before with the same rows\(example), and nothing is done again: to do it again, ask "
                + "with a --reprocess-token TOKEN that was not used yet\n")
    }
}
