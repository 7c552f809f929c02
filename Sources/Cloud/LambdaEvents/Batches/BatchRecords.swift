import Basics
import JSON

/// The records of an event that comes in batches: `{"Records": [{"eventSource": …, …}, …]}`.
struct BatchRecords {
    let service: String
    let records: [JSONValue]

    /// Reads the records, none of which may say that it comes from elsewhere than `source`, such as `aws:sqs`; `service` is for
    /// messages.
    init(_ bytes: [UInt8], from source: String, service: String) throws {
        self.service = service
        guard let records = try JSONValue.parse(bytes)["Records"]?.array else {
            throw FdnixError(.malformedInput, "the event is not a batch of \(service): it has no Records")
        }
        guard records.allSatisfy({ $0["eventSource"]?.string ?? source == source }) else {
            throw FdnixError(.malformedInput, "the event is not a batch of \(service): a record is not of \(source)")
        }
        self.records = records
    }

    /// Every record, read by `read`, which returns nil where something is missing or wrong, and says what.
    func map<T>(_ read: (JSONValue, inout String) throws -> T?) throws -> [T] {
        try records.enumerated().map { index, record in try one(index, record, read) }
    }

    /// Every record that can be read, as `map` reads them; `unreadable` is told of each that cannot.
    func compactMap<T>(_ read: (JSONValue, inout String) throws -> T?, unreadable: (any Error) -> Void) -> [T] {
        records.enumerated().compactMap { index, record in
            do { return try one(index, record, read) } catch {
                unreadable(error)
                return nil
            }
        }
    }

    private func one<T>(
        _ index: Int, _ record: JSONValue, _ read: (JSONValue, inout String) throws -> T?
    ) throws -> T {
        var missing = "a member"
        if let value = try read(record, &missing) { return value }
        throw FdnixError(
            .malformedInput, "record \(index) of the \(service) event cannot be read: \(missing) is missing or wrong")
    }
}
