import Basics
import JSON
import TestSupport
import Testing

@Suite struct JSONValueTests {
    @Test("Random values survive writing and reading")
    func roundTrip() throws {
        var random = SplitMix(1)
        for _ in 0..<2_000 {
            let value = random.value()
            #expect(try JSONValue.parse(value.encoded) == value)
        }
    }

    @Test("Doubles come back bit by bit")
    func doubles() throws {
        var random = SplitMix(2)
        for number in (0..<2_000).map({ _ in random.double() }) + [0, 1, 0.1, 5e-324, 1.7976931348623157e308, 1e16] {
            #expect(try JSONValue.parse(JSONValue.double(number).encoded).double == number)
        }
    }

    @Test("Keys keep their order, the last of two equal ones wins")
    func order() throws {
        let value = try JSONValue.parse(#"{"b":1,"a":2,"b":3}"#)
        #expect(value.object?.keys == ["b", "a", "b"])
        #expect(value["b"] == 3)
        #expect(value["missing"] == nil)
        #expect(value.description == #"{"b":1,"a":2,"b":3}"#)
    }

    @Test("Strings that look alike are not the same")
    func canonicalEquivalence() throws {
        #expect(JSONValue.string("é") != .string("e\u{301}") && JSONValue.string("é") == .string("\u{e9}"))
        #expect(JSONValue.array([["a": "é"]]) != .array([["a": "e\u{301}"]]))
    }

    @Test("Accessors answer only for their own type")
    func accessors() throws {
        let value = try JSONValue.parse(#"[null,true,7,1.5,"x",[],{}]"#)
        #expect(value[0]?.isNull == true)
        #expect(value[1]?.bool == true)
        #expect(value[2]?.int == 7)
        #expect(value[2]?.double == 7)
        #expect(value[3]?.int == nil)
        #expect(value[4]?.string == "x")
        #expect(value[4]?.array == nil)
        #expect(value[5]?.array == [])
        #expect(value[6]?.object?.members.isEmpty == true)
        #expect(value[7] == nil)
    }

    @Test("Setting a member replaces, appends or removes it")
    func members() {
        var object: JSONObject = ["a": 1]
        object["a"] = 2
        object["b"] = "x"
        #expect(object.keys == ["a", "b"])
        object["a"] = nil
        #expect(JSONValue.object(object).description == #"{"b":"x"}"#)
    }

    @Test(
        "Well-formed documents give what they say",
        arguments: [
            ("0", 0), ("-0", 0), (" [ ] ", []), ("\t{ }\r\n", [:]), ("9223372036854775807", 9_223_372_036_854_775_807),
            ("-9223372036854775808", -9_223_372_036_854_775_808), ("9223372036854775808", 9.223372036854775808e18),
            ("1e2", 100.0), ("1E-2", 0.01), ("-1.5e+3", -1500.0), (#""""#, ""),
            (#""\u0041\u00e9\ud83d\ude42\/\b""#, "Aé🙂/\u{08}"), (#"{"":{"\u0061":[1,[2]]}}"#, ["": ["a": [1, [2]]]]),
        ] as [(String, JSONValue)])
    func wellFormed(_ text: String, _ expected: JSONValue) throws {
        #expect(try JSONValue.parse(text) == expected)
    }

    @Test("What is no UTF-8 and lone surrogates are dropped from strings")
    func repair() throws {
        #expect(try JSONValue.parse([0x22, 0x61, 0xFF, 0xC3, 0x62, 0xE2, 0x82, 0x22]) == "ab")
        #expect(try JSONValue.parse(#""a\ud800b\udc00c\ud800\u0041""#) == "abcA")
        // An overlong slash and an encoded surrogate.
        #expect(try JSONValue.parse([0x22, 0x78, 0xC0, 0xAF, 0xED, 0xA0, 0x80, 0x79, 0x22]) == "xy")
        #expect(try JSONValue.parse([0x22, 0x5C, 0x6E, 0xFF, 0x22]) == "\n")
    }

    @Test(
        "Who wants it so loses nothing: what is no UTF-8 is an error that names the byte, lone surrogates are replaced")
    func strict() throws {
        func parse(_ bytes: [UInt8]) throws -> JSONValue { try JSONValue.parse(bytes, malformed: .refused) }
        let wrong: [([UInt8], Int)] = [
            ([0x22, 0x61, 0xFF, 0x22], 2), ([0x5B, 0x22, 0xC3, 0xA9, 0xC3, 0x22, 0x5D], 4),
            ([0x22, 0x5C, 0x6E, 0xC0, 0xAF, 0x22], 3), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
            ([0x7B, 0x22, 0xE9, 0x22, 0x3A, 0x31, 0x7D], 2), ([0x22, 0xE2, 0x82, 0x22], 1),
        ]
        for (bytes, place) in wrong {
            let error = #expect(throws: FdnixError.self) { try parse(bytes) }
            #expect(error?.message == "not UTF-8 at byte \(place)" && error?.code == .malformedInput)
        }
        let text = #"["a\ud800b\udc00c\ud800\u0041\ud83d\ude42","é\n🙂",{"k\ud800":1}]"#
        #expect(
            try parse(Array(text.utf8)) == [
                "a\u{FFFD}b\u{FFFD}c\u{FFFD}A🙂", "é\n🙂", .object(JSONObject([.init("k", 1)])),
            ])
    }
}
