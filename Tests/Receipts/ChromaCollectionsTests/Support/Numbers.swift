import TestSupport

/// What the server makes of a decimal with up to 17 digits: they are rounded to 53 bits, then multiplied or divided by a power
/// of ten (serde_json without `float_roundtrip`). It does so with what came, and once more when it reads its own log.
func readQuickly(_ text: String) -> Double {
    let parts = text.drop { $0 == "-" }.split(separator: "e")
    let digits = parts[0].filter { $0 != "." }
    let fraction = parts[0].split(separator: ".").dropFirst().first?.count ?? 0
    var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - fraction
    var number = Double(UInt64(digits) ?? 0)
    while exponent < -308 {
        number /= 1e308
        exponent += 308
    }
    let power = Double("1e\(abs(exponent))") ?? 0
    number = exponent >= 0 ? number * power : number / power
    return text.hasPrefix("-") ? -number : number
}

/// A number of some size that the server keeps as it is.
func number(_ scale: Double = 1, _ random: inout SplitMix) -> Double {
    while true {
        let number = Double.random(in: -1...1, using: &random) * scale
        if readQuickly(number.description) == number { return number }
    }
}
