import Basics
import JSON

/// The records of an event that comes in batches: `{"Records": [{"eventSource": …, …}, …]}`.
struct BatchRecords {
    let service: String
    let records: [JSONValue]

    /// Reads the records, all of which must come from `source`, such as `aws:sqs`; `service` is for messages.
    init(_ bytes: [UInt8], from source: String, service: String) throws {
        self.service = service
        guard let records = try JSONValue.parse(bytes)["Records"]?.array else {
            throw FdnixError(.malformedInput, "the event is not a batch of \(service): it has no Records")
        }
        guard records.allSatisfy({ $0["eventSource"]?.string == source }) else {
            throw FdnixError(.malformedInput, "the event is not a batch of \(service): a record is not of \(source)")
        }
        self.records = records
    }

    /// Every record, read by `read`, which returns nil where something is missing or wrong, and says what.
    func map<T>(_ read: (JSONValue, inout String) throws -> T?) throws -> [T] {
        try records.enumerated().map { index, record in
            var missing = "its parts"
            if let value = try read(record, &missing) { return value }
            throw FdnixError(
                .malformedInput,
                "record \(index) of the \(service) event cannot be read: \(missing) is missing or wrong")
        }
    }
}
