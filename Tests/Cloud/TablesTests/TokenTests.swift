import Basics
import TestSupport
import Testing

@testable import Tables

@Suite("Tokens and cursors that come from outside")
struct TokenTests {
    private let schema = TableSchema("PK", "SK", indexes: ["Ranks": TableIndex("owner", KeyAttribute("rank", .number))])

    @Test("a token comes back as the keys it was made of, in the table and in an index")
    func roundTrip() throws {
        let item: Item = ["PK": "größe", "SK": "", "owner": "o", "rank": .number("-2.5"), "more": "not in it"]
        for index in [nil, "Ranks"] {
            let token = try PageToken.token(endingWith: item, index: index, in: schema)
            #expect(!token.contains("more"))
            let place = try PageToken.place(token, index: index, in: schema)
            #expect(place == schema.place(of: item, in: try index.map { try schema.keys(of: $0) }))
        }
        let own = try PageToken.token(endingWith: item, index: nil, in: schema)
        let error = #expect(throws: FdnixError.self) { try PageToken.place(own, index: "Ranks", in: schema) }
        #expect(error?.code == .usage)
    }

    @Test("damaged tokens are places or mistakes, never a crash")
    func damage() throws {
        let token = try PageToken.token(endingWith: ["PK": "a", "SK": "b"], index: nil, in: schema)
        var random = SplitMix(21)
        for _ in 0..<TestSettings.fuzzIterations(2000) {
            var bytes = Array(token.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            do {
                _ = try PageToken.place(String(decoding: bytes, as: UTF8.self), index: nil, in: schema)
            } catch {
                #expect((error as? FdnixError)?.code == .usage)
            }
        }
    }

    @Test("a cursor is a number that was given", arguments: ["", "-1", "x", "1.5", "99999999999999999999"])
    func cursors(text: String) {
        let error = #expect(throws: FdnixError.self) { try ChangeCursor.number(text) }
        #expect(error?.code == .usage)
    }

    @Test("texts made of a number's letters are numbers or nothing, and written in one way")
    func numbers() {
        let letters = Array("0123456789+-.eE0019")
        var random = SplitMix(22)
        for _ in 0..<TestSettings.fuzzIterations(5000) {
            let text = String(
                (0..<Int.random(in: 0...50, using: &random)).map { _ in
                    letters[Int.random(in: 0..<letters.count, using: &random)]
                })
            guard let number = DecimalNumber(text) else { continue }
            #expect(DecimalNumber(number.description) == number, "\(text)")
            #expect(number.digits.count <= 38)
        }
    }
}
