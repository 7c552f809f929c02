import Basics
import JSON
import TestSupport
import Testing

@testable import Tables

@Suite("Values in DynamoDB's JSON")
struct AttributeValueTests {
    @Test("texts that look alike are not the same")
    func canonicalEquivalence() {
        #expect(AttributeValue.string("é") != .string("e\u{301}") && AttributeValue.string("é") == .string("\u{e9}"))
        #expect(AttributeValue.map(["a": .stringSet(["é"])]) != .map(["a": .stringSet(["e\u{301}"])]))
    }

    static func random(_ random: inout SplitMix, depth: Int = 3) -> AttributeValue {
        let texts = ["", "a", "\"\\\n", "größe", "\u{1F600}", "\u{0}"]
        func text() -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }
        switch Int.random(in: 0..<(depth > 0 ? 10 : 5), using: &random) {
        case 0: return .string(text())
        case 1:
            return .number("\(Int.random(in: -99...99, using: &random)).5e\(Int.random(in: -9...9, using: &random))")
        case 2:
            return .binary(
                (0..<Int.random(in: 0..<5, using: &random)).map { _ in .random(in: 0...255, using: &random) })
        case 3: return .bool(Bool.random(using: &random))
        case 4: return .null
        case 5: return .stringSet(["a", text() + "b"])
        case 6: return .numberSet(["1", "2.5"])
        case 7: return .binarySet([[1], []])
        case 8: return .list((0..<3).map { _ in Self.random(&random, depth: depth - 1) })
        default:
            return .map([text(): Self.random(&random, depth: depth - 1), "k": Self.random(&random, depth: depth - 1)])
        }
    }

    @Test("what is written reads back equal")
    func roundTrip() throws {
        var generator = SplitMix(5)
        for _ in 0..<TestSettings.fuzzIterations(1000) {
            let item = ["a": Self.random(&generator), "b": Self.random(&generator)]
            let json = AttributeValue.json(item)
            #expect(try AttributeValue.item(JSONValue.parse(json.encoded)) == item)
            #expect(AttributeValue.map(item).isSame(as: .map(item)))
        }
    }

    @Test("an item is written with its names in order, numbers as they came")
    func writing() {
        let item: Item = ["b": .number("1.50"), "a": .list([.null, .bool(false)]), "c": .binarySet([[255]])]
        #expect(
            AttributeValue.json(item).description
                == #"{"a":{"L":[{"NULL":true},{"BOOL":false}]},"b":{"N":"1.50"},"c":{"BS":["/w=="]}}"#)
    }

    @Test("values are the same where DynamoDB says so")
    func sameness() {
        #expect(AttributeValue.number("1.0").isSame(as: .number("1")))
        #expect(AttributeValue.list([.number("10")]).isSame(as: .list([.number("1e1")])))
        #expect(AttributeValue.stringSet(["a", "b"]).isSame(as: .stringSet(["b", "a"])))
        #expect(!AttributeValue.list(["a", "b"]).isSame(as: .list(["b", "a"])))
        #expect(!AttributeValue.string("1").isSame(as: .number("1")))
        // Swift takes the composed letter for the decomposed one; DynamoDB compares bytes.
        #expect(!AttributeValue.string("\u{E9}").isSame(as: .string("e\u{301}")))
        #expect(ItemKey("\u{E9}") != ItemKey("e\u{301}") && ItemKey(.number("1")) == ItemKey(.number("1.0")))
    }
}
