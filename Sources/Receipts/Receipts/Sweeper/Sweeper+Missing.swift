import Basics
import ObjectStorage
import Queues
import ReceiptCollections
import ReceiptEvents
import ReceiptModel

extension Sweeper {
    /// Asks for the receipts whose files of lines are old enough to have a run and have none.
    func enqueueMissing(_ now: ReceiptTime, _ report: inout SweepReport) async throws {
        let artifacts = try cloud.artifacts
        let sender = PatientSender(queue: try cloud.needed(.embed), time: time)
        for try await object in artifacts.store.objects(prefix: "receipts/") {
            guard object.key.hasSuffix("/\(CollectionName.lines.rawValue).ndjson"),
                let receipt = EmbedMessage.receipt(ofKey: object.key),
                Sweep.isDue(created: ReceiptTime(milliseconds: object.modified), now: now)
            else { continue }
            do {
                guard try await cloud.runs.runs(of: receipt).isEmpty else { continue }
                let message = EmbedMessage(receipt, bucket: artifacts.name)
                try await sender.sendAll([OutgoingMessage(message.body)])
                report.enqueued += 1
            } catch let error as FdnixError {
                report.failed += 1
                events.of(receipt).error("A receipt without a run could not be asked for: \(error)")
            }
        }
    }
}
