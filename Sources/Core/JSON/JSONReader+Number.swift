extension JSONReader {
    /// Reads a number; one too large for a double is an error.
    public mutating func readNumber() throws -> JSONNumber {
        skipWhitespace()
        let start = offset
        let isInteger = try scanNumber()
        let text = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
        if isInteger, let value = Self.integer(text) { return .integer(value) }
        if let value = Self.simpleDouble(text) { return .double(value) }
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
            throw error("number out of range", at: start)
        }
        return .double(value)
    }

    /// Checks the number's grammar and moves past it; true when it has neither fraction nor exponent.
    mutating func scanNumber() throws -> Bool {
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        guard offset < bytes.count else { throw unexpectedEnd() }
        if bytes[offset] == UInt8(ascii: "0") {
            offset += 1
        } else {
            try scanDigits()
        }
        var isInteger = true
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            try scanDigits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset += 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") {
                offset += 1
            }
            try scanDigits()
        }
        return isInteger
    }

    private mutating func scanDigits() throws {
        let start = offset
        while offset < bytes.count, bytes[offset] &- 0x30 < 10 { offset += 1 }
        guard offset > start else { throw offset < bytes.count ? error("expected a digit") : unexpectedEnd() }
    }

    /// The value of a number that has few digits and a small exponent, exactly: its digits as an integer, which a double
    /// holds, times or divided by a power of ten that a double holds, is rounded once (Clinger 1990). Nil for others.
    private static func simpleDouble(_ text: UnsafeRawBufferPointer) -> Double? {
        let isNegative = text.first == UInt8(ascii: "-")
        var digits: UInt64 = 0
        var exponent = 0
        var at = isNegative ? 1 : 0
        var isFraction = false
        while at < text.count {
            let byte = text[at]
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte &- 0x30 < 10 {
                guard digits < mostDigits else { return nil }
                digits = digits * 10 + UInt64(byte &- 0x30)
                if isFraction { exponent -= 1 }
            } else {
                guard let stated = integer(UnsafeRawBufferPointer(rebasing: text[(at + 1)...].drop { $0 == 0x2B })),
                    (-100...100).contains(stated)
                else { return nil }
                exponent += Int(stated)
                break
            }
            at += 1
        }
        guard powersOfTen.indices.contains(abs(exponent)) else { return nil }
        let value =
            exponent < 0 ? Double(digits) / powersOfTen[-exponent] : Double(digits) * powersOfTen[exponent]
        return isNegative ? -value : value
    }

    /// A tenth of 2⁵³: with one digit more the number is still one that a double holds.
    private static let mostDigits: UInt64 = 900_719_925_474_099

    /// The powers of ten that a double holds exactly.
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    private static func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
        let negative = text.first == UInt8(ascii: "-")
        var value: Int64 = 0
        for byte in text.dropFirst(negative ? 1 : 0) {
            let digit = Int64(byte &- 0x30)
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) =
                negative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if overflow || overflow2 { return nil }
            value = sum
        }
        return value
    }
}
