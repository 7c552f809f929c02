import TestSupport
import Testing

@testable import ServiceAPI

@Suite struct EntityTagTests {
    private let tag = EntityTag("a,b-1")

    @Test(arguments: [
        "*", " * ", #""a,b-1""#, #"W/"a,b-1""#, #""x", W/"a,b-1""#, #","x",,W/"a,b-1","#, "\t\"x\"\t,\t\"a,b-1\"",
        #""x""a,b-1""#,
    ])
    func whatNamesTheTag(value: String) { #expect(tag.isNamed(by: value)) }

    @Test(arguments: [
        "", "**", #"*, "x""#, #""x", *"#, #""x""#, "a,b-1", #""a,b-1"#, #"a,b-1""#, #"w/"a,b-1""#, #"W/ "a,b-1""#,
        #""a", "b-1""#, #"x, "a,b-1""#, #"W/"A,B-1""#, #""a,b-1 ""#,
    ])
    func whatDoesNot(value: String) { #expect(!tag.isNamed(by: value)) }

    @Test func aTagIsFoundInAnyList() {
        var random = SplitMix(5)
        let pieces = ["W/", "\"", "*", ",", " ", "\t", "a,b-1", "x", "é", "\u{0}", "\\"]
        for _ in 0..<TestSettings.fuzzIterations(2000) {
            let others = (0..<Int.random(in: 0..<5, using: &random)).map { number in
                "\(Bool.random(using: &random) ? "W/" : "")\"\(number),*-\""
            }
            #expect(!tag.isNamed(by: others.joined(separator: ", ")))
            #expect(tag.isNamed(by: (others + [tag.text]).shuffled(using: &random).joined(separator: ",")))
            // Whatever else is sent, reading it ends; and it names the tag only where the tag stands in it.
            let noise = (0..<Int.random(in: 0..<12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            if tag.isNamed(by: noise) { #expect(noise.contains("\"a,b-1\"") || noise.contains("*")) }
        }
    }

    @Test func theSameTextHasTheSameTag() {
        #expect(EntityTag(hashing: "a", prefix: "x") == EntityTag(hashing: "a", prefix: "x"))
        #expect(EntityTag(hashing: "a", prefix: "x") != EntityTag(hashing: "b", prefix: "x"))
        #expect(EntityTag(hashing: "a", prefix: "x") != EntityTag(hashing: "a", prefix: "y"))
    }
}
