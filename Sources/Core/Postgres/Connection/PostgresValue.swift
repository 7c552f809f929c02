import Basics

/// A value for `$1`, `$2` … of a statement; its type is what the statement makes of it, `$1::uuid` a UUID.
public enum PostgresValue: Sendable, Hashable {
    /// NULL, of any type.
    case null
    /// The text form of a value of any type.
    case text(String)
    /// The binary form of a value, such as a vector's.
    case binary([UInt8])

    /// An integer, in decimal digits.
    public static func int(_ number: some FixedWidthInteger) -> PostgresValue { .text(String(number)) }

    /// A number, in the shortest digits that read back as it.
    public static func double(_ number: Double) -> PostgresValue { .text(number.description) }

    /// An array of texts, for `$1::text[]`.
    public static func array(_ texts: some Sequence<String>) -> PostgresValue {
        let elements = texts.map { text in
            "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
        }
        return .text("{" + elements.joined(separator: ",") + "}")
    }
}

/// Values side by side in one buffer, as libpq wants them: an address, a length and a format each.
struct ParameterList {
    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// Throws `malformedInput` for a text with U+0000, which would end it.
    init(_ values: [PostgresValue]) throws(FdnixError) {
        for value in values {
            let start = bytes.count
            switch value {
            case .null: offsets.append(nil)
            case .text(let text):
                guard !text.utf8.contains(0) else {
                    throw FdnixError(.malformedInput, "a text for Postgres holds the character U+0000; remove it")
                }
                bytes.append(contentsOf: text.utf8)
                bytes.append(0)
                offsets.append(start)
            case .binary(let value):
                bytes.append(contentsOf: value)
                // An address for an empty value, too.
                bytes.append(0)
                offsets.append(start)
            }
            lengths.append(Int32(bytes.count - start - (bytes.count > start ? 1 : 0)))
            if case .binary = value { formats.append(1) } else { formats.append(0) }
        }
    }

    /// The number of values.
    var count: Int32 { Int32(offsets.count) }

    /// The three arrays for one call of libpq.
    func withPointers<T>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> T
    ) -> T {
        bytes.withUnsafeBytes { bytes in
            let base = bytes.bindMemory(to: CChar.self).baseAddress
            let pointers = offsets.map { offset in offset.flatMap { base?.advanced(by: $0) } }
            return pointers.withUnsafeBufferPointer { body($0.baseAddress, lengths, formats) }
        }
    }
}
