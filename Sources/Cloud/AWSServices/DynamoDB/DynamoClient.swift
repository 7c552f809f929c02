import AWS
import Basics
import HTTPTransport
import HTTPTypes
import JSON
import Tables

/// Calls of DynamoDB and of its streams
/// (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations.html), with the checksum of each answer verified
/// and the errors of conditions read.
struct DynamoClient: Sendable {
    private let client: AWSClient
    private let streams: AWSClient
    var region: String? { client.configuration.region }

    init(_ configuration: AWSConfiguration) {
        client = AWSClient(.dynamoDB, configuration)
        streams = AWSClient(.dynamoDBStreams, configuration)
    }

    /// Calls an operation of the table service. `isRepeatable`: whether doing it twice is the same as doing it once, so that
    /// it may be sent again where nobody knows whether it was done.
    func call(_ operation: String, _ input: JSONValue, isRepeatable: Bool = true) async throws -> JSONValue {
        try await Self.reading(operation) {
            try await client.call(operation, input, isRepeatable: isRepeatable) { answer in
                Self.checksumError(answer, .dynamoDB, operation)
            }
        }
    }

    /// Calls an operation of the streams.
    func callStreams(_ operation: String, _ input: JSONValue) async throws -> JSONValue {
        try await Self.reading(operation) {
            try await streams.call(operation, input) { Self.checksumError($0, .dynamoDBStreams, operation) }
        }
    }

    /// The error of an answer whose bytes are not those that were sent: worth another try.
    static func checksumError(_ answer: AWSAnswer, _ service: AWSService, _ operation: String) -> AWSError? {
        guard let stated = answer.head.headerFields.value("x-amz-crc32").flatMap({ UInt32($0) }),
            stated != CRC32.checksum(answer.body)
        else { return nil }
        var error = AWSError(service: service, operation: operation, head: answer.head, body: [])
        error.code = "BadDigest"
        error.message = "the answer's checksum is wrong: it was damaged on its way"
        return error
    }

    private static func reading<T>(_ operation: String, _ call: () async throws -> T) async throws -> T {
        do { return try await call() } catch let error as FdnixError {
            throw (error.underlying as? AWSError).flatMap { DynamoFailure.error($0, error) } ?? error
        }
    }
}
