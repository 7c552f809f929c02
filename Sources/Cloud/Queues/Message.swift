/// A message that is to be sent.
public struct OutgoingMessage: Sendable, Hashable {
    /// What it says: 1 byte to 1 MiB of text, attributes included, without control characters but tabs and line ends.
    public var body: String
    /// What stands beside the body, up to ten: names of letters, digits, `_`, `-` and `.`, values that are not empty.
    public var attributes: [String: String]

    /// A message to send.
    public init(_ body: String, attributes: [String: String] = [:]) {
        self.body = body
        self.attributes = attributes
    }
}

/// A message that was received.
public struct ReceivedMessage: Sendable, Hashable {
    /// Names the message, the same each time it comes.
    public var id: String
    /// What extends or deletes it; of this receipt alone.
    public var receipt: String
    /// What it says, as it was sent.
    public var body: String
    /// What the sender put beside the body.
    public var attributes: [String: String]
    /// How often it was received, this time included.
    public var receiveCount: Int
    /// When it was sent, in milliseconds since 1970.
    public var sent: Int

    /// A message with what the queue says of it.
    public init(
        id: String, receipt: String, body: String, attributes: [String: String], receiveCount: Int, sent: Int
    ) {
        self.id = id
        self.receipt = receipt
        self.body = body
        self.attributes = attributes
        self.receiveCount = receiveCount
        self.sent = sent
    }
}
