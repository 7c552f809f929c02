import TestSupport
import Testing

@testable import Tables

@Suite("Numbers without binary fractions")
struct DecimalNumberTests {
    @Test(
        "a number is written in one way",
        arguments: [
            ("0", "0"), ("-0.00", "0"), ("1.0", "1"), ("+007", "7"), ("-12.50", "-12.5"), ("1e3", "1000"),
            ("1E-3", "0.001"), (".5", "0.5"), ("5.", "5"), ("-1.5e+2", "-150"), ("0e999999999", "0"),
            ("100e-2", "1"), ("9.99E+125", "999" + String(repeating: "0", count: 123)),
        ])
    func writing(text: String, expected: String) { #expect(DecimalNumber(text)?.description == expected) }

    @Test(
        "what is not a number, or out of range, is refused",
        arguments: [
            "", "-", ".", "e5", "1e", "1e+", "1 ", " 1", "0x1", "inf", "nan", "1_000", "1,5", "--1", "1e126", "1e-131",
            "1e9999999999", "123456789012345678901234567890123456789", "١",
        ])
    func refusals(text: String) { #expect(DecimalNumber(text) == nil) }

    /// Exact numbers of up to 18 digits in all, to compare with.
    private func random(_ random: inout SplitMix) -> (text: String, scaled: Int) {
        let limit = [10, 1000, 1_000_000_000][Int.random(in: 0..<3, using: &random)]
        let scaled = Int.random(in: -limit...limit, using: &random)
        let (whole, part) = (abs(scaled) / 1000, String(abs(scaled) % 1000 + 1000).dropFirst())
        return ("\(scaled < 0 ? "-" : "")\(whole).\(part)", scaled)
    }

    @Test("sums and order are those of whole numbers")
    func arithmetic() throws {
        var generator = SplitMix(3)
        for _ in 0..<TestSettings.fuzzIterations(3000) {
            let (left, right) = (random(&generator), random(&generator))
            let (a, b) = (try #require(DecimalNumber(left.text)), try #require(DecimalNumber(right.text)))
            #expect(a.adding(b) == DecimalNumber("\(left.scaled + right.scaled)e-3"), "\(left) + \(right)")
            #expect((a < b) == (left.scaled < right.scaled), "\(left) < \(right)")
            #expect((a == b) == (left.scaled == right.scaled))
            #expect(DecimalNumber(a.description) == a)
        }
    }

    @Test("a sum that DynamoDB could not hold is none")
    func overflow() throws {
        let large = try #require(DecimalNumber("9e125"))
        #expect(large.adding(large) == nil)
        #expect(large.adding(try #require(DecimalNumber("1"))) == nil)
        #expect(large.adding(try #require(DecimalNumber("-9e125")))?.description == "0")
    }

    @Test("bytes order numbers over all of the range")
    func order() throws {
        let texts = ["-9e125", "-1e10", "-10.1", "-10", "-1", "-1e-130", "0", "1e-130", "0.1", "0.11", "1", "1e125"]
        let numbers = try texts.map { try #require(DecimalNumber($0)) }
        #expect(numbers.sorted() == numbers)
        #expect(numbers.shuffled().sorted() == numbers)
    }
}
