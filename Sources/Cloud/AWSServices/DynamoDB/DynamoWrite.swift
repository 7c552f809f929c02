import Basics
import JSON
import Tables

/// A write as DynamoDB's operations take it: alone, or as a part of a transaction.
struct DynamoWrite {
    /// `Put`, `Update`, `Delete` or `ConditionCheck`, as a transaction calls it.
    let kind: String
    private(set) var request: JSONObject
    /// Whether doing it twice is the same as doing it once.
    let isRepeatable: Bool

    init(_ write: ItemWrite, table: String, schema: TableSchema) throws {
        let key = try schema.attributes(of: try write.key(in: schema))
        request = ["TableName": .string(table)]
        var expression = DynamoExpression()
        var isRepeatable = write.condition == nil
        switch write {
        case .put(let item, _):
            kind = "Put"
            // Tells mistakes before the network does.
            request["Item"] = AttributeValue.json(try schema.validated(item))
        case .update(_, let updates, _):
            try ItemUpdate.check(updates, in: schema)
            kind = "Update"
            request["Key"] = AttributeValue.json(key)
            if !updates.isEmpty { request["UpdateExpression"] = .string(expression.update(updates)) }
            isRepeatable = isRepeatable && !updates.contains { if case .add(_, .number) = $0 { true } else { false } }
        case .delete:
            kind = "Delete"
            request["Key"] = AttributeValue.json(key)
        case .check:
            kind = "ConditionCheck"
            request["Key"] = AttributeValue.json(key)
        }
        if let condition = write.condition {
            try condition.check()
            request["ConditionExpression"] = .string(expression.condition(condition))
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        }
        expression.addPlaceholders(to: &request)
        self.isRepeatable = isRepeatable
    }

    /// The write as an operation of its own, which gives the item that was there, or is.
    var single: JSONValue {
        var request = request
        request["ReturnValues"] = kind == "Update" ? "ALL_NEW" : "ALL_OLD"
        return .object(request)
    }

    /// The write as a part of a transaction.
    var part: JSONValue { .object([kind: .object(request)]) }
}
