import TestSupport
import Testing

@testable import ChromaCollections

@Suite struct ServerNumberTests {
    /// What serde_json makes of a number with up to 19 digits.
    private func quick(_ text: String) -> Double {
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

    @Test("Short numbers are written as they are")
    func short() {
        for number in [2, 0.1, -0.25, 0, 1e300, 123_456.75] {
            #expect(ServerNumber.text(number) == number.description)
        }
    }

    @Test("Numbers are written so that a quick reader and a careful one read them")
    func texts() {
        var random = SplitMix(7)
        var (changed, missed) = (0, 0)
        for round in 0..<20_000 {
            let unit = Double.random(in: -1...1, using: &random)
            let number = round % 2 == 0 ? unit : unit * Double("1e\(Int.random(in: -30...30, using: &random))")!
            let text = ServerNumber.text(number)
            #expect(Double(text) == number)
            changed += text == number.description ? 0 : 1
            missed += quick(text) == number ? 0 : 1
        }
        #expect(missed == 0 && changed > 1000, "\(missed) missed, \(changed) changed")
    }
}
