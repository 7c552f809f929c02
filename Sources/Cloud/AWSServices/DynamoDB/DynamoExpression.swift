import JSON
import Tables

/// Conditions and updates in DynamoDB's language of expressions, with placeholders for all names and values: no name is a
/// reserved word then, and no value is read as a part of the expression
/// (docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html).
struct DynamoExpression {
    private var names: [String] = []
    private var values: [AttributeValue] = []

    private mutating func name(_ name: String) -> String {
        if let known = names.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) { return "#\(known)" }
        names.append(name)
        return "#\(names.count - 1)"
    }

    private mutating func value(_ value: AttributeValue) -> String {
        values.append(value)
        return ":\(values.count - 1)"
    }

    /// A condition of a write.
    mutating func condition(_ condition: ItemCondition) -> String {
        switch condition {
        case .exists(let name): "attribute_exists(\(self.name(name)))"
        case .absent(let name): "attribute_not_exists(\(self.name(name)))"
        case .compare(let name, let comparison, let value):
            "\(self.name(name)) \(comparison.rawValue) \(self.value(value))"
        case .beginsWith(let name, let prefix): "begins_with(\(self.name(name)), \(value(.string(prefix))))"
        case .contains(let name, let value): "contains(\(self.name(name)), \(self.value(value)))"
        case .all(let conditions): joined(conditions, " AND ")
        case .any(let conditions): joined(conditions, " OR ")
        case .not(let condition): "NOT (\(self.condition(condition)))"
        }
    }

    private mutating func joined(_ conditions: [ItemCondition], _ word: String) -> String {
        conditions.map { "(\(condition($0)))" }.joined(separator: word)
    }

    /// The changes of an update, in clauses by their kind.
    mutating func update(_ updates: [ItemUpdate]) -> String {
        var clauses: [(word: String, parts: [String])] = [("SET", []), ("ADD", []), ("REMOVE", []), ("DELETE", [])]
        for update in updates {
            switch update {
            case .set(let name, let value):
                clauses[0].parts.append("\(self.name(name)) = \(self.value(value))")
            case .setIfAbsent(let name, let value):
                let place = self.name(name)
                clauses[0].parts.append("\(place) = if_not_exists(\(place), \(self.value(value)))")
            case .add(let name, let value): clauses[1].parts.append("\(self.name(name)) \(self.value(value))")
            case .remove(let name): clauses[2].parts.append(self.name(name))
            case .subtract(let name, let value): clauses[3].parts.append("\(self.name(name)) \(self.value(value))")
            }
        }
        return clauses.filter { !$0.parts.isEmpty }.map { "\($0.word) \($0.parts.joined(separator: ", "))" }
            .joined(separator: " ")
    }

    /// The keys that a query finds.
    mutating func keys(_ query: ItemQuery, _ index: TableIndex) -> String {
        let partition = "\(name(index.partitionKey.name)) = \(value(query.partition))"
        guard let condition = query.sort, let sortKey = index.sortKey else { return partition }
        let sort = name(sortKey.name)
        let words =
            switch condition {
            case .equal(let bound): "\(sort) = \(value(bound))"
            case .less(let bound): "\(sort) < \(value(bound))"
            case .lessOrEqual(let bound): "\(sort) <= \(value(bound))"
            case .greater(let bound): "\(sort) > \(value(bound))"
            case .greaterOrEqual(let bound): "\(sort) >= \(value(bound))"
            case .between(let first, let last): "\(sort) BETWEEN \(value(first)) AND \(value(last))"
            case .beginsWith(let prefix): "begins_with(\(sort), \(value(prefix)))"
            }
        return "\(partition) AND \(words)"
    }

    /// Adds what the placeholders stand for to a request.
    func addPlaceholders(to request: inout JSONObject) {
        if !names.isEmpty {
            request["ExpressionAttributeNames"] = .object(
                JSONObject(names.enumerated().map { .init("#\($0)", .string($1)) }))
        }
        if !values.isEmpty {
            request["ExpressionAttributeValues"] = .object(
                JSONObject(values.enumerated().map { .init(":\($0)", $1.json) }))
        }
    }
}
