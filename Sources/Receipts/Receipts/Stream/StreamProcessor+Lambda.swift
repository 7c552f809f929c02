import Basics
public import JSON
import LambdaEvents
import ReceiptEvents
import Tables

extension StreamProcessor {
    /// Answers the event of a table's stream:
    /// `{"statusCode":200,"processed_records":n,"queued_messages":m,"batchItemFailures":[…]}`, with status 400 for an event that
    /// is not one. A record that cannot be read is logged, counted and left: it would stop its shard for ever. Throws as
    /// `process` does.
    public func answer(_ event: [UInt8]) async throws -> JSONValue {
        let (batch, unreadable): (DynamoDBStreamEvent, [String])
        do {
            var errors: [String] = []
            batch = try DynamoDBStreamEvent(event) { errors.append("\($0)") }
            unreadable = errors
        } catch let error as FdnixError where error.code == .malformedInput {
            events.error("\(error)")
            return Self.answer(400, StreamReport(processed: 0), failed: [])
        }
        events.count(.recordsReceived, unreadable.count)
        events.count(.entityParsingError, unreadable.count)
        for error in unreadable { events.error(error) }
        let report = try await process(batch.records.map { ItemChange($0) })
        let failed = report.firstFailure.map { BatchAnswer(retryingFrom: batch.records[$0]).failures }
        return Self.answer(200, report, failed: failed ?? [])
    }

    private static func answer(_ status: Int64, _ report: StreamReport, failed: [String]) -> JSONValue {
        [
            "statusCode": .integer(status), "processed_records": .integer(Int64(report.processed)),
            "queued_messages": .integer(Int64(report.queued)),
            "batchItemFailures": .array(failed.map { ["itemIdentifier": .string($0)] }),
        ]
    }
}
