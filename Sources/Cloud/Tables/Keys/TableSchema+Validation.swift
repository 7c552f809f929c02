import Basics

/// What DynamoDB refuses, refused by every table: code that runs with one runs with all.
extension TableSchema {
    /// The most bytes that an item has, names included (docs.aws.amazon.com/amazondynamodb/latest/developerguide/
    /// ServiceQuotas.html).
    private static let largestItem = 400 * 1024
    private static let deepestValue = 32

    /// The item as DynamoDB keeps it, numbers in their shortest form. Throws `usage` for one that it does not take.
    public func validated(_ item: Item) throws -> Item {
        _ = try key(of: item)
        for (name, index) in indexes {
            for attribute in [index.partitionKey, index.sortKey].compactMap({ $0 }) {
                guard let value = item[attribute.name], !attribute.admits(value, upTo: 2048) else { continue }
                throw FdnixError(
                    .usage,
                    "\(attribute.name) is a key of the index \(name) and not a \(attribute.kind.rawValue) of 1 "
                        + "to 2,048 bytes")
            }
        }
        var kept: Item = [:]
        var size = 0
        for (name, value) in item {
            guard !name.isEmpty else { throw FdnixError(.usage, "an attribute has an empty name") }
            kept[name] = try Self.validated(value, of: name, depth: 1, &size)
            size += name.utf8.count
        }
        guard size <= Self.largestItem else {
            throw FdnixError(.usage, "the item has \(size) bytes; \(Self.largestItem) are the most")
        }
        return kept
    }

    private static func validated(
        _ value: AttributeValue, of name: String, depth: Int, _ size: inout Int
    ) throws -> AttributeValue {
        guard depth <= deepestValue else {
            throw FdnixError(.usage, "the attribute \(name) is nested more than \(deepestValue) levels deep")
        }
        switch value {
        case .string(let text): size += text.utf8.count
        case .binary(let bytes): size += bytes.count
        case .bool, .null: size += 1
        case .number(let digits): return .number(try number(digits, of: name, &size))
        case .list(let elements):
            size += 3
            return .list(try elements.map { try validated($0, of: name, depth: depth + 1, &size) })
        case .map(let members):
            size += 3 + members.keys.reduce(0) { $0 + $1.utf8.count }
            return .map(try members.mapValues { try validated($0, of: name, depth: depth + 1, &size) })
        case .stringSet(let members):
            size += try set(members.map { Array($0.utf8) }, of: name)
        case .binarySet(let members):
            size += try set(members, of: name)
        case .numberSet(let members):
            let numbers = try members.map { try number($0, of: name, &size) }
            _ = try set(numbers.map { Array($0.utf8) }, of: name)
            return .numberSet(numbers)
        }
        return value
    }

    private static func number(_ digits: String, of name: String, _ size: inout Int) throws -> String {
        guard let number = DecimalNumber(digits) else {
            throw FdnixError(
                .usage, "the attribute \(name) has a number that is none, has more than 38 digits or is out of range")
        }
        size += 1 + (number.digits.count + 1) / 2
        return number.description
    }

    /// The size of a set's members, which must be different ones.
    private static func set(_ members: [[UInt8]], of name: String) throws -> Int {
        guard !members.isEmpty, Set(members).count == members.count else {
            throw FdnixError(.usage, "the attribute \(name) has a set that is empty or has a member twice")
        }
        return members.reduce(0) { $0 + $1.count }
    }
}
