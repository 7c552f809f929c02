import ArgumentParser
import Basics
import CommandRunner
import JSON
import ReceiptCollections
import ReceiptModel
import Segments

extension CollectionName: ExpressibleByArgument {}

extension CollectionRecord {
    /// The record as `receipts get` prints it.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 256 + 12 * vector.count)
        writer.object {
            $0.member("id", record.id)
            $0.member("document", record.document.map { .string($0) } ?? .null)
            $0.member("metadata", record.metadataValue)
            $0.arrayMember("embedding") { writer in
                for number in vector { writer.float(number) }
            }
        }
        return writer.bytes
    }
}

extension Record {
    /// The metadata as one object, in the order of their names.
    var metadataValue: JSONValue {
        .object(JSONObject(metadata.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }))
    }
}

extension CollectionSummary {
    /// The summary as commands print it.
    var json: JSONObject {
        [
            "collection": .string(collection.rawValue), "version": version.map { .string($0) } ?? .null,
            "count": .integer(Int64(count)),
        ]
    }
}
