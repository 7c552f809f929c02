extension JSONReader {
    /// Reads a number; one too large for a double is an error.
    public mutating func readNumber() throws -> JSONNumber {
        skipWhitespace()
        let start = offset
        let isInteger = try scanNumber()
        let text = UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
        if isInteger, let value = Self.integer(text) { return .integer(value) }
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
