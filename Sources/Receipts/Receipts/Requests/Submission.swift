public import Basics
public import ObjectStorage
import Queues
public import ReceiptModel
import Tables

/// Asks for receipts to be embedded.
public struct Submission: Sendable {
    private let cloud: ReceiptCloud
    private let time: TimeSource

    /// Asks the worker of `cloud`.
    public init(_ cloud: ReceiptCloud, time: TimeSource = .system) {
        self.cloud = cloud
        self.time = time
    }

    /// Writes a receipt's two files under their usual keys, then asks for them to be embedded; gives the message. `token`
    /// forces another run over the same content. Throws `usage` without a bucket or queue, and what these throw.
    @discardableResult
    public func submit(
        _ receipt: ReceiptKey, lines: ObjectContent, words: ObjectContent, token: String? = nil
    ) async throws -> EmbedMessage {
        let artifacts = try cloud.artifacts
        let message = EmbedMessage(receipt, bucket: artifacts.name, token: token)
        // Before anything is written: what cannot be asked for is not left behind.
        let sender = PatientSender(queue: try cloud.needed(.embed), time: time)
        let options = PutOptions(contentType: "application/x-ndjson")
        try await artifacts.store.put(message.linesKey, lines, options)
        try await artifacts.store.put(message.wordsKey, words, options)
        try await sender.sendAll([OutgoingMessage(message.body)])
        return message
    }

    /// Whether a receipt was embedded before from the same files by this model, under this token: then nothing is done when it is
    /// asked for. Throws what the table throws.
    public func isDone(
        _ receipt: ReceiptKey, lines: [UInt8], words: [UInt8], model: String, token: String? = nil
    ) async throws -> Bool {
        let id = try RunID.make(receipt, lines: lines, words: words, model: model, token: token ?? "")
        return try await cloud.table.get(EntityKey.run(receipt, id: id).itemKey) != nil
    }

    /// The same of a receipt whose files are there. Throws what bucket and table throw.
    public func isDone(_ receipt: ReceiptKey, model: String, token: String? = nil) async throws -> Bool {
        let artifacts = try cloud.artifacts
        let message = EmbedMessage(receipt, bucket: artifacts.name)
        let limit = WorkerSettings.defaultLargestFile
        return try await isDone(
            receipt, lines: try await artifacts.store.get(message.linesKey).collect(upTo: limit),
            words: try await artifacts.store.get(message.wordsKey).collect(upTo: limit), model: model, token: token)
    }

    /// Asks for a receipt to be embedded whose files are there; gives the message. `token` forces another run over the same
    /// content. Throws `notFound` where a file is missing, `usage` without a bucket or queue, and what these throw.
    @discardableResult
    public func requeue(_ receipt: ReceiptKey, token: String? = nil) async throws -> EmbedMessage {
        let artifacts = try cloud.artifacts
        let message = EmbedMessage(receipt, bucket: artifacts.name, token: token)
        for key in [message.linesKey, message.wordsKey] where try await artifacts.store.head(key) == nil {
            throw FdnixError(
                .notFound, "\(artifacts.store.location) has no \(key); submit the receipt's two files first")
        }
        let sender = PatientSender(queue: try cloud.needed(.embed), time: time)
        try await sender.sendAll([OutgoingMessage(message.body)])
        return message
    }
}
