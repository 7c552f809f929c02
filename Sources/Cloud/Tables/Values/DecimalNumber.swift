/// A number as DynamoDB has them: up to 38 significant digits, of a magnitude from 1E-130 to 9.99…E+125, or zero; exact,
/// without binary floating point
/// (docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html).
///
/// It is ±0.d₁d₂d₃… · 10^exponent, where d₁ and the last digit are not zero; zero has no digits.
struct DecimalNumber: Sendable, Hashable {
    let isNegative: Bool
    let digits: [UInt8]
    let exponent: Int

    static let exponents = -129...126
    static let precision = 38

    /// Trims zeros; nil where the number is not one that DynamoDB can hold.
    init?(isNegative: Bool, digits: [UInt8], exponent: Int) {
        let start = digits.firstIndex { $0 != 0 } ?? digits.count
        let end = digits.lastIndex { $0 != 0 }.map { $0 + 1 } ?? digits.count
        guard start < end else {
            (self.isNegative, self.digits, self.exponent) = (false, [], 0)
            return
        }
        guard end - start <= Self.precision, Self.exponents.contains(exponent - start) else { return nil }
        (self.isNegative, self.digits, self.exponent) = (isNegative, Array(digits[start..<end]), exponent - start)
    }

    /// Reads `-12.5e3` and the like; nil where the text is not a number, or not one that DynamoDB can hold.
    init?(_ text: String) {
        var rest = text.utf8[...]
        let isNegative = Self.takeSign(&rest)
        let whole = Self.takeDigits(&rest)
        var fraction: [UInt8] = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = Self.takeDigits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        var power = 0
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            let isSmall = Self.takeSign(&rest)
            let digits = Self.takeDigits(&rest)
            // No number is so long that more than nine digits of a power bring it back into the range.
            guard !digits.isEmpty, digits.count <= 9 else { return nil }
            power = digits.reduce(0) { $0 * 10 + Int($1) }
            if isSmall { power = -power }
        }
        guard rest.isEmpty else { return nil }
        self.init(isNegative: isNegative, digits: whole + fraction, exponent: whole.count + power)
    }

    private static func takeSign(_ text: inout Substring.UTF8View) -> Bool {
        guard let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { return false }
        text.removeFirst()
        return sign == UInt8(ascii: "-")
    }

    private static func takeDigits(_ text: inout Substring.UTF8View) -> [UInt8] {
        let digits = text.prefix { (0x30...0x39).contains($0) }
        text = text[digits.endIndex...]
        return digits.map { $0 - 0x30 }
    }
}

extension DecimalNumber: CustomStringConvertible {
    /// The one way to write the number: no exponent, no zeros that say nothing.
    var description: String {
        guard !digits.isEmpty else { return "0" }
        let text = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
        let sign = isNegative ? "-" : ""
        if exponent <= 0 { return "\(sign)0.\(String(repeating: "0", count: -exponent))\(text)" }
        if exponent >= digits.count { return sign + text + String(repeating: "0", count: exponent - digits.count) }
        return "\(sign)\(text.prefix(exponent)).\(text.dropFirst(exponent))"
    }
}

extension DecimalNumber: Comparable {
    static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
        left.orderedBytes.lexicographicallyPrecedes(right.orderedBytes)
    }

    /// Bytes that sort as the numbers do: the sign, the exponent, the digits. Those of negative numbers are inverted, and
    /// end with the largest byte, so that of two with one beginning the longer comes first.
    var orderedBytes: [UInt8] {
        guard !digits.isEmpty else { return [1] }
        let magnitude = [UInt8(exponent - Self.exponents.lowerBound)] + digits.map { $0 + 1 }
        return isNegative ? [0] + magnitude.map { ~$0 } + [0xFF] : [2] + magnitude
    }
}

extension DecimalNumber {
    /// The exact sum; nil where DynamoDB could not hold it.
    func adding(_ other: DecimalNumber) -> DecimalNumber? {
        guard !digits.isEmpty else { return other }
        guard !other.digits.isEmpty else { return self }
        let exponent = max(exponent, other.exponent) + 1
        let places = max(
            exponent - self.exponent + digits.count, exponent - other.exponent + other.digits.count)
        let (left, right) = (placed(exponent, places), other.placed(exponent, places))
        let isSum = isNegative == other.isNegative
        let isSwapped = !isSum && left.lexicographicallyPrecedes(right)
        let (larger, smaller) = isSwapped ? (right, left) : (left, right)
        var result = larger
        var carry = 0
        for place in result.indices.reversed() {
            let digit = Int(larger[place]) + (isSum ? Int(smaller[place]) : -Int(smaller[place])) + carry
            carry = digit < 0 ? -1 : digit / 10
            result[place] = UInt8((digit + 10) % 10)
        }
        return DecimalNumber(
            isNegative: isSwapped ? other.isNegative : isNegative, digits: result, exponent: exponent)
    }

    /// The digits of the number, written as 0.… · 10^exponent with as many places.
    private func placed(_ exponent: Int, _ places: Int) -> [UInt8] {
        let zeros = [UInt8](repeating: 0, count: exponent - self.exponent)
        return zeros + digits + [UInt8](repeating: 0, count: places - zeros.count - digits.count)
    }
}
