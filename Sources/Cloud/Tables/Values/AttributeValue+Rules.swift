import Basics

/// How DynamoDB compares and measures values.
extension AttributeValue {
    /// Whether both are the same value: numbers by what they are worth, sets whatever their order, text by its bytes.
    public func isSame(as other: AttributeValue) -> Bool { Self.canonical(self) == Self.canonical(other) }

    /// Whether this comes before `other`: numbers by what they are worth, text and bytes by their bytes; nil where the two
    /// are not of one type, or of a type without order.
    func precedes(_ other: AttributeValue) -> Bool? {
        guard type == other.type, let left = orderedBytes, let right = other.orderedBytes else { return nil }
        return left.lexicographicallyPrecedes(right)
    }

    /// Bytes that sort as DynamoDB sorts the values of this type; nil for types without order.
    public var orderedBytes: [UInt8]? {
        switch self {
        case .string(let text): Array(text.utf8)
        case .binary(let bytes): bytes
        case .number(let digits): DecimalNumber(digits)?.orderedBytes
        default: nil
        }
    }

    /// DynamoDB's name of the type: `S`, `NS`, `BOOL`.
    var type: String {
        switch self {
        case .string: "S"
        case .number: "N"
        case .binary: "B"
        case .bool: "BOOL"
        case .null: "NULL"
        case .map: "M"
        case .list: "L"
        case .stringSet: "SS"
        case .numberSet: "NS"
        case .binarySet: "BS"
        }
    }

    /// The sum of two numbers, or the union of two sets of one type, this one's members first. Throws `usage` for other
    /// types, and for a sum that is out of range.
    func adding(_ other: AttributeValue, to name: String) throws -> AttributeValue {
        switch (self, other) {
        case (.number(let left), .number(let right)):
            guard let sum = DecimalNumber(left).flatMap({ left in DecimalNumber(right).flatMap(left.adding) }) else {
                throw FdnixError(.usage, "adding \(right) to the attribute \(name) gives a number out of range")
            }
            return .number(sum.description)
        case (.stringSet(let left), .stringSet(let right)):
            return .stringSet(Self.union(left, right) { Array($0.utf8) })
        case (.binarySet(let left), .binarySet(let right)): return .binarySet(Self.union(left, right) { $0 })
        case (.numberSet(let left), .numberSet(let right)):
            return .numberSet(Self.union(left, right) { DecimalNumber($0)?.orderedBytes ?? [] })
        default:
            throw FdnixError(
                .usage, "the attribute \(name) of type \(type) cannot be added to one of type \(other.type)")
        }
    }

    /// This set without the members of the other, nil where none is left. Throws `usage` where they are not sets of one
    /// type.
    func subtracting(_ other: AttributeValue, from name: String) throws -> AttributeValue? {
        switch (self, other) {
        case (.stringSet(let left), .stringSet(let right)):
            let kept = Self.difference(left, right) { Array($0.utf8) }
            return kept.isEmpty ? nil : .stringSet(kept)
        case (.binarySet(let left), .binarySet(let right)):
            let kept = Self.difference(left, right) { $0 }
            return kept.isEmpty ? nil : .binarySet(kept)
        case (.numberSet(let left), .numberSet(let right)):
            let kept = Self.difference(left, right) { DecimalNumber($0)?.orderedBytes ?? [] }
            return kept.isEmpty ? nil : .numberSet(kept)
        default:
            throw FdnixError(
                .usage, "the attribute \(name) of type \(type) cannot lose members of type \(other.type)")
        }
    }

    private static func union<T>(_ left: [T], _ right: [T], _ key: (T) -> [UInt8]) -> [T] {
        var seen: Set<[UInt8]> = []
        return (left + right).filter { seen.insert(key($0)).inserted }
    }

    private static func difference<T>(_ left: [T], _ right: [T], _ key: (T) -> [UInt8]) -> [T] {
        let gone = Set(right.map(key))
        return left.filter { !gone.contains(key($0)) }
    }

    /// A value that says the same, and is equal in Swift to all others that do.
    private enum Canonical: Hashable {
        case scalar(String, [UInt8])
        case set(String, Set<[UInt8]>)
        case list([Canonical])
        case map([[UInt8]: Canonical])
    }

    private static func canonical(_ value: AttributeValue) -> Canonical {
        switch value {
        case .string, .number, .binary: .scalar(value.type, value.orderedBytes ?? [])
        case .bool(let flag): .scalar("BOOL", [flag ? 1 : 0])
        case .null: .scalar("NULL", [])
        case .list(let elements): .list(elements.map(canonical))
        case .map(let members):
            .map(Dictionary(uniqueKeysWithValues: members.map { (Array($0.key.utf8), canonical($0.value)) }))
        case .stringSet(let members): .set("SS", Set(members.map { Array($0.utf8) }))
        case .binarySet(let members): .set("BS", Set(members))
        case .numberSet(let members): .set("NS", Set(members.map { DecimalNumber($0)?.orderedBytes ?? [] }))
        }
    }
}
