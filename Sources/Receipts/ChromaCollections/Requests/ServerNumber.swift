/// Numbers written so that the server reads them exactly.
///
/// It reads decimals quickly: their digits as an integer that is rounded to 53 bits, then multiplied or divided by a power of
/// ten and rounded again. The shortest text of one number in seven ends up a bit beside it. Other texts for the same number
/// do not, as there are many with 19 digits; what reads exactly gets the same number from all of them.
enum ServerNumber {
    /// A text that both a server and a careful reader take for this number; always with a fraction or exponent.
    static func text(_ number: Double) -> String {
        let shortest = number.description
        guard number.isFinite, let decimal = Decimal(shortest), decimal.readQuickly != number.magnitude else {
            return shortest
        }
        let sign = number.sign == .minus ? "-" : ""
        for digits in 17...19 {
            let padded = decimal.padded(to: digits)
            for step in 0...64 {
                for side in step == 0 ? [1] : [1, -1] {
                    let candidate = padded.moved(by: Int64(side * step * (digits == 19 ? 24 : digits == 18 ? 2 : 1)))
                    if candidate.readQuickly == number.magnitude, Double(candidate.text) == number.magnitude {
                        return sign + candidate.text
                    }
                }
            }
        }
        return shortest
    }

    /// Digits times a power of ten.
    private struct Decimal {
        var digits: UInt64
        var exponent: Int

        /// Reads a number's own description, without its sign; nil for what has more digits than fit.
        init?(_ text: String) {
            var (digits, exponent, isFraction): (UInt64, Int, Bool) = (0, 0, false)
            let parts = text.drop { $0 == "-" }.split(separator: "e", maxSplits: 1)
            guard let mantissa = parts.first else { return nil }
            for byte in mantissa.utf8 {
                guard byte != UInt8(ascii: ".") else {
                    isFraction = true
                    continue
                }
                guard (0x30...0x39).contains(byte), digits < .max / 10 - 1 else { return nil }
                digits = digits * 10 + UInt64(byte - 0x30)
                if isFraction { exponent -= 1 }
            }
            if parts.count == 2 {
                guard let power = Int(parts[1]) else { return nil }
                exponent += power
            }
            (self.digits, self.exponent) = (digits, exponent)
        }

        var text: String { "\(digits)e\(exponent)" }

        func padded(to count: Int) -> Decimal {
            var result = self
            guard digits > 0 else { return self }
            while String(result.digits).utf8.count < count {
                result.digits *= 10
                result.exponent -= 1
            }
            return result
        }

        func moved(by difference: Int64) -> Decimal {
            var result = self
            result.digits = digits &+ UInt64(bitPattern: difference)
            return result
        }

        /// What the server makes of it (`f64_from_parts` of serde_json).
        var readQuickly: Double {
            var number = Double(digits)
            var exponent = exponent
            while exponent < -308 {
                if number == 0 { return 0 }
                number /= 1e308
                exponent += 308
            }
            guard exponent <= 308 else { return number == 0 ? 0 : .infinity }
            let power = ServerNumber.powers[abs(exponent)]
            return exponent >= 0 ? number * power : number / power
        }
    }

    private static let powers: [Double] = (0...308).map { Double("1e\($0)") ?? .infinity }
}
