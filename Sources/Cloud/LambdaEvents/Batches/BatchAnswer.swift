import JSON

/// Which records of a batch failed, and should come again: `{"batchItemFailures": [{"itemIdentifier": …}]}`.
///
/// The event source mapping must have `ReportBatchItemFailures`, or Lambda takes any answer for success. No failures: the
/// whole batch is done. To have the whole batch again, throw an error instead.
///
/// - Queues: docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
/// - Streams: docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
public struct BatchAnswer: Sendable, Equatable {
    /// Message ids or sequence numbers.
    public let failures: [String]

    /// The whole batch is done.
    public static let done = BatchAnswer([])

    private init(_ failures: [String]) { self.failures = failures }

    /// These messages failed; all others of the batch are deleted. For queues that are not FIFO.
    public init(retrying messages: some Sequence<SQSEvent.Record>) { self.init(messages.map(\.messageID)) }

    /// A message of a FIFO queue failed. It and all after it, which must be left alone, come again: an answer that let
    /// later ones pass would change the order within their group.
    public init(retrying event: SQSEvent, from index: Int) {
        self.init(event.records.dropFirst(max(index, 0)).map(\.messageID))
    }

    /// A change of a stream failed. It and all after it come again, whether they were handled or not: Lambda goes back to
    /// the lowest sequence number that it is told.
    public init(retryingFrom change: DynamoDBStreamEvent.Record) { self.init([change.sequenceNumber]) }

    /// The answer as JSON.
    public var encoded: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.arrayMember("batchItemFailures") { json in
                for failure in failures { json.object { json in json.member("itemIdentifier", failure) } }
            }
        }
        return json.bytes
    }
}
