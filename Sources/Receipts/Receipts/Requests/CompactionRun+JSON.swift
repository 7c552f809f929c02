public import JSON
public import ReceiptModel
import Tables

extension CompactionRun {
    /// The attributes of the run's item, as plain values: numbers, text and null.
    public var json: JSONObject {
        let item = item
        return JSONObject(
            Self.names.compactMap { name in item[name].map { .init(name, Self.plain($0)) } })
    }

    /// What a run is printed with, in this order.
    private static let names =
        ["PK", "SK", "GSI1PK", "GSI1SK", "TYPE", "run_id", "image_id", "receipt_id", "created_at", "updated_at"]
        + CollectionName.allCases.flatMap { collection in
            ["delta_prefix", "state", "merged_vectors", "started_at", "finished_at", "error"].map {
                "\(collection.rawValue)_\($0)"
            }
        }

    private static func plain(_ value: AttributeValue) -> JSONValue {
        if let number = value.int { .integer(Int64(number)) } else { value.string.map { .string($0) } ?? .null }
    }
}
