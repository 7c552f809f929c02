import Basics

/// What a Python pickle says, as far as Chroma writes it: dictionaries of texts and numbers. Nothing is executed, and every
/// opcode that could ask for that is an error (docs.python.org/3/library/pickletools.html).
struct PickleReader {
    /// A value of a pickle.
    enum Value {
        case none
        case bool(Bool)
        case integer(Int)
        case double(Double)
        case text(String)
        case dictionary([(key: Value, value: Value)])

        var text: String? { if case .text(let text) = self { text } else { nil } }
        var integer: Int? { if case .integer(let number) = self { number } else { nil } }
        var members: [(key: Value, value: Value)]? { if case .dictionary(let members) = self { members } else { nil } }

        func member(_ name: String) -> Value? { members?.last { $0.key.text == name }?.value }
    }

    private enum Slot {
        case value(Value)
        case mark
    }

    private let bytes: UnsafeRawBufferPointer
    private var at = 0
    private var stack: [Slot] = []
    private var memo: [Int: Value] = [:]
    /// Dictionaries inside dictionaries; Chroma has one level.
    private var dictionaries = 0
    private static let mostDictionaries = 64
    /// How many more values, marks and notes there may be.
    private var room: Int

    /// Reads a whole pickle. Throws `corrupt` for anything else than the opcodes known here, and for more than `most` values:
    /// a byte of a file could cost dozens of memory.
    static func read(_ bytes: UnsafeRawBufferPointer, atMost most: Int) throws -> Value {
        var reader = PickleReader(bytes, most)
        return try reader.run()
    }

    private init(_ bytes: UnsafeRawBufferPointer, _ room: Int) { (self.bytes, self.room) = (bytes, room) }

    private func damaged(_ what: String) -> FdnixError {
        FdnixError(.corrupt, "index_metadata.pickle, byte \(at): \(what)")
    }

    private mutating func run() throws -> Value {
        while true {
            let opcode = UInt8(try number(1))
            switch opcode {
            case 0x80: _ = try number(1)  // PROTO
            case 0x95: _ = try number(8)  // FRAME
            case UInt8(ascii: "."):
                guard stack.count == 1 else { throw damaged("more than one value is left at the end") }
                return try popValue()
            case UInt8(ascii: "("): try append(.mark)
            case UInt8(ascii: "}"):
                dictionaries += 1
                guard dictionaries <= Self.mostDictionaries else { throw damaged("too many dictionaries") }
                try push(.dictionary([]))
            case UInt8(ascii: "N"): try push(.none)
            case 0x88, 0x89: try push(.bool(opcode == 0x88))
            case UInt8(ascii: "J"): try push(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
            case UInt8(ascii: "K"): try push(.integer(try number(1)))
            case UInt8(ascii: "M"): try push(.integer(try number(2)))
            case 0x8A: try push(.integer(try long(try number(1))))
            case UInt8(ascii: "G"):
                try push(.double(Double(bitPattern: UInt64(bitPattern: Int64(try number(8))).byteSwapped)))
            case UInt8(ascii: "X"): try push(.text(try text(try number(4))))
            case 0x8C: try push(.text(try text(try number(1))))
            case 0x8D: try push(.text(try text(try number(8))))
            case 0x94: try remember(memo.count)
            case UInt8(ascii: "q"): try remember(try number(1))
            case UInt8(ascii: "r"): try remember(try number(4))
            case UInt8(ascii: "h"): try recall(try number(1))
            case UInt8(ascii: "j"): try recall(try number(4))
            case UInt8(ascii: "s"): try setItems([popValue(), popValue()].reversed())
            case UInt8(ascii: "u"): try setItems(try popToMark())
            default: throw damaged("the opcode \(opcode) is not one of data")
            }
        }
    }

    private mutating func number(_ count: Int) throws -> Int {
        guard count <= bytes.count - at else { throw damaged("it ends in the middle") }
        var number: UInt64 = 0
        for index in 0..<count { number |= UInt64(bytes[at + index]) << UInt64(8 * index) }
        at += count
        return Int(truncatingIfNeeded: number)
    }

    /// A number of any length, its sign in the highest bit; up to 64 bits.
    private mutating func long(_ count: Int) throws -> Int {
        guard count <= 8 else { throw damaged("a number is too large") }
        let value = try number(count)
        let shift = 64 - 8 * count
        return count == 0 ? 0 : (value << shift) >> shift
    }

    private mutating func text(_ count: Int) throws -> String {
        guard count >= 0, count <= bytes.count - at else { throw damaged("it ends in the middle") }
        defer { at += count }
        return String(decoding: bytes[at..<at + count], as: UTF8.self)
    }

    private mutating func push(_ value: Value) throws { try append(.value(value)) }

    private mutating func append(_ slot: Slot) throws {
        try take()
        stack.append(slot)
    }

    private mutating func take() throws {
        room -= 1
        guard room >= 0 else { throw damaged("it has more values than the index has elements for") }
    }

    private mutating func popValue() throws -> Value {
        guard case .value(let value)? = stack.popLast() else { throw damaged("a value is missing") }
        return value
    }

    private mutating func popToMark() throws -> [Value] {
        var values: [Value] = []
        while let slot = stack.popLast() {
            guard case .value(let value) = slot else { return values.reversed() }
            values.append(value)
        }
        throw damaged("a mark is missing")
    }

    private mutating func setItems(_ items: [Value]) throws {
        guard case .value(.dictionary(var members))? = stack.popLast(), items.count % 2 == 0 else {
            throw damaged("there is no dictionary to fill")
        }
        for index in stride(from: 0, to: items.count, by: 2) { members.append((items[index], items[index + 1])) }
        try push(.dictionary(members))
    }

    private mutating func remember(_ place: Int) throws {
        guard case .value(let value)? = stack.last else { throw damaged("there is nothing to remember") }
        try take()
        // A dictionary is remembered as it is then; Chroma never asks for one again.
        if value.members == nil { memo[place] = value } else { memo[place] = Value.none }
    }

    private mutating func recall(_ place: Int) throws {
        guard let value = memo[place] else { throw damaged("nothing was remembered as \(place)") }
        try push(value)
    }
}
