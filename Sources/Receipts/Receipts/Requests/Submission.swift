public import Basics
public import ObjectStorage
import Queues
public import ReceiptModel

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
