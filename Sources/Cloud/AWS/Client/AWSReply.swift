public import HTTPTransport
public import HTTPTypes

/// What a service answered to a request that it carried out; the body is read piece by piece.
public struct AWSReply: Sendable {
    /// Status and header fields.
    public let head: HTTPResponse
    /// The bytes after the head; reading them is not part of the tries that the client made.
    public let body: HTTPReply.Body
    /// What the service calls the request by.
    public var requestID: String { AWSError.requestID(head.headerFields) }

    let reply: HTTPReply

    init(_ reply: HTTPReply) {
        self.reply = reply
        head = reply.head
        body = reply.body
    }

    /// A field of the head, nil where it is not there.
    public func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { head.headerFields[$0] } }
}

/// A reply whose whole body is in memory.
public struct AWSAnswer: Sendable {
    /// Status and header fields.
    public let head: HTTPResponse
    /// The bytes after the head, all of them.
    public let body: [UInt8]

    /// A field of the head, nil where it is not there.
    public func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { head.headerFields[$0] } }
}
