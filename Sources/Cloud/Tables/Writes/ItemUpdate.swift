import Basics

/// A change of one attribute. Several in one update see the item as it was before, and must be of different attributes.
public enum ItemUpdate: Sendable, Hashable {
    /// The attribute gets this value.
    case set(String, AttributeValue)
    /// The attribute gets this value where it is not there yet.
    case setIfAbsent(String, AttributeValue)
    /// The number is added to the attribute, which counts as 0 where it is not there; or the members of a set are added.
    case add(String, AttributeValue)
    /// The attribute is removed, if it is there.
    case remove(String)
    /// The members of a set leave the attribute; with the last one the attribute goes.
    case subtract(String, AttributeValue)

    /// The name of the attribute that changes.
    public var name: String {
        switch self {
        case .set(let name, _), .setIfAbsent(let name, _), .add(let name, _), .remove(let name), .subtract(let name, _):
            name
        }
    }

    /// What the attribute is afterwards, nil where it is not there.
    private func value(in item: Item) throws -> AttributeValue? {
        switch self {
        case .set(_, let value): value
        case .setIfAbsent(let name, let value): item[name] ?? value
        case .add(let name, let value): try Self.added(value, to: item[name], name)
        case .remove: nil
        case .subtract(let name, let value): try item[name].flatMap { try $0.subtracting(value, from: name) }
        }
    }

    private static func added(_ value: AttributeValue, to old: AttributeValue?, _ name: String) throws -> AttributeValue
    {
        try old.map { try $0.adding(value, to: name) } ?? value
    }

    /// Throws `usage` for two updates of one attribute, for one of a key, and for values that cannot be added or subtracted.
    public static func check(_ updates: [ItemUpdate], in schema: TableSchema) throws {
        let names = updates.map(\.name)
        guard Set(names).count == names.count else { throw FdnixError(.usage, "an update names one attribute twice") }
        let keys = [schema.partitionKey.name, schema.sortKey?.name]
        guard !names.contains(where: { keys.contains($0) }) else {
            throw FdnixError(.usage, "an update cannot change a key attribute")
        }
        for update in updates {
            switch update {
            case .add(_, .number), .add(_, .stringSet), .add(_, .numberSet), .add(_, .binarySet): break
            case .subtract(_, .stringSet), .subtract(_, .numberSet), .subtract(_, .binarySet): break
            case .add(let name, _), .subtract(let name, _):
                throw FdnixError(.usage, "only numbers and sets can be added to \(name), only sets subtracted from it")
            case .set, .setIfAbsent, .remove: break
            }
        }
    }

    /// The item after all updates. Throws `usage` for what does not fit the types.
    static func apply(_ updates: [ItemUpdate], to item: Item) throws -> Item {
        var result = item
        for update in updates { result[update.name] = try update.value(in: item) }
        return result
    }
}
