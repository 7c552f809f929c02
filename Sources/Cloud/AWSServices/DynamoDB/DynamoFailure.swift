import AWS
import Basics
import JSON
import Tables

/// What DynamoDB's errors mean to a table
/// (docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html).
enum DynamoFailure {
    /// The error of a table for an error of the service; nil where that says enough.
    static func error(_ error: AWSError, _ outer: FdnixError) -> FdnixError? {
        switch error.code {
        case "ConditionalCheckFailedException":
            var failure = ConditionFailure(current: item(body(error)["Item"])).error
            failure.context = outer.context
            return failure
        case "TransactionCanceledException":
            return canceled(error, outer)
        case "ValidationException", "IdempotentParameterMismatchException", "ItemCollectionSizeLimitExceededException":
            return FdnixError(.usage, error.description, underlying: error, context: outer.context)
        case "TrimmedDataAccessException":
            return ChangeCursor.forgotten
        default: return nil
        }
    }

    private static func canceled(_ error: AWSError, _ outer: FdnixError) -> FdnixError {
        let listed = body(error)["CancellationReasons"]?.array ?? []
        let reasons = listed.map(reason)
        let isMistake = listed.contains { $0["Code"]?.string == "ValidationError" }
        guard !reasons.isEmpty, !isMistake else {
            let code: FdnixError.Code = isMistake ? .usage : .conflict
            return FdnixError(code, error.description, underlying: error, context: outer.context)
        }
        var failure = TransactionFailure(reasons).error
        failure.context = outer.context
        return failure
    }

    private static func reason(_ reason: JSONValue) -> TransactionFailure.Reason {
        switch reason["Code"]?.string ?? "None" {
        case "None": .none
        case "ConditionalCheckFailed": .condition(item(reason["Item"]))
        case "TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError": .contention
        case let code: .other(code + (reason["Message"]?.string.map { ": \($0.printable(onOneLine: true))" } ?? ""))
        }
    }

    private static func body(_ error: AWSError) -> JSONValue { (try? JSONValue.parse(error.body)) ?? .null }

    /// The item of an error; an empty one stands for none.
    private static func item(_ json: JSONValue?) -> Item? {
        guard let item = (try? json.flatMap(AttributeValue.item)) ?? nil else { return nil }
        return item.isEmpty ? nil : item
    }
}
