public import HTTPTypes

/// A service's answer whose whole body is in memory.
public struct AWSAnswer: Sendable {
    /// Status and header fields.
    public let head: HTTPResponse
    /// The bytes after the head, all of them.
    public let body: [UInt8]
}
