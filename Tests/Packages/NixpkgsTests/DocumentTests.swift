import Basics
import Compression
import JSON
import TestSupport
import Testing

@testable import Nixpkgs

@Suite struct DocumentTests {
    @Test("A channel's file: packages in order, bad records skipped and listed")
    func channel() async throws {
        let result = try await extract(try fixtureBytes("channel.json"))
        #expect(result.packages.map(\.id) == ["apple-tool", #"rubyPackages."http_parser.rb""#, "pear"])
        #expect(result.skipped == [SkippedRecord(attribute: "empty", reason: "the record is null")])
        #expect(result.packages[0].category == .security)
        #expect(result.packages[0].license?.label == "MIT")
        #expect(result.packages[1].packageName == "http_parser.rb")
        #expect(result.packages[2].description == "Counts \"pears\" é  twice")
    }

    @Test("nix-env's shape, keys in any order")
    func nixEnv() async throws {
        let result = try await extract(try fixtureBytes("nix-env.json"))
        #expect(result.packages.map(\.id) == ["apple-tool", "perlPackages.Plum"])
        #expect(result.packages[1].broken && result.packages[1].category == .perl)
        #expect(result.skipped == [SkippedRecord(attribute: "number", reason: "the record is not an object")])
    }

    @Test("The shape is told by the first key, also for packages called version or packages")
    func shapes() async throws {
        let record = #"{"name":"x-1"}"#
        for (document, ids) in [
            (#"{"version":2,"packages":{"a":\#(record)}}"#, ["a"]),
            (#"{"packages":{"a":\#(record)},"version":"2"}"#, ["a"]),
            (#"{"packages":{}}"#, []), ("{}", []),
            (#"{"version":\#(record),"packages":\#(record)}"#, ["version", "packages"]),
            (#"{"a":\#(record),"packages":\#(record)}"#, ["a", "packages"]),
            (#"{"version":2,"extra":[1,{"x":"}"}],"packages":{"a":\#(record)},"more":null}"#, ["a"]),
        ] as [(String, [String])] {
            #expect(try await extract(document).packages.map(\.id) == ids, "\(document)")
        }
    }

    @Test("A byte order mark is passed over, and places stay what they are", arguments: [1, 2, 3, 1 << 16])
    func byteOrderMark(_ pieceSize: Int) async throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let document = Array(#"{"a":{"name":"a-1"}}"#.utf8)
        #expect(try await extract(mark + document, pieceSize: pieceSize).packages.map(\.id) == ["a"])
        #expect(try await extract(document, pieceSize: pieceSize).packages.map(\.id) == ["a"])
        #expect(try await extract(Array("{}".utf8), pieceSize: pieceSize).packages.isEmpty)
        let error = await #expect(throws: FdnixError.self) {
            try await extract(mark + Array("[".utf8), pieceSize: pieceSize)
        }
        #expect(error?.message.contains("byte 3") == true)
        // Once is enough, and elsewhere it is not white space.
        await #expect(throws: FdnixError.self) { try await extract(mark + mark + document, pieceSize: pieceSize) }
        await #expect(throws: FdnixError.self) { try await extract(document + mark, pieceSize: pieceSize) }
        await #expect(throws: FdnixError.self) { try await extract(mark, pieceSize: pieceSize) }
    }

    @Test("Lines may begin with a byte order mark, too")
    func markedLines() async throws {
        let lines = [0xEF, 0xBB, 0xBF] + Array(#"{"attr":"a","name":"a-1"}"#.utf8) + [0x0A]
        let input = DecodedInput(MemoryInput(lines, pieceSize: 7), name: "lines")
        let result = try await RecordPipeline().run(input, LineScanner()).extraction
        #expect(result.packages.map(\.id) == ["a"])
    }

    @Test("Another encoding is named")
    func otherEncodings() async throws {
        let text = #"{"a":{"name":"a-1"}}"#
        let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        let wide: [UInt8] = text.utf8.flatMap { [$0, 0, 0, 0] }
        let cases: [([UInt8], String)] = [
            (little, "UTF-16"), (big, "UTF-16"), ([0xFF, 0xFE] + little, "UTF-16"), ([0xFE, 0xFF] + big, "UTF-16"),
            (wide, "UTF-32"), ([0xFF, 0xFE, 0, 0] + wide, "UTF-32"),
        ]
        for (bytes, name) in cases {
            for pieceSize in [1, 1 << 16] {
                let error = await #expect(throws: FdnixError.self) { try await extract(bytes, pieceSize: pieceSize) }
                #expect(error?.code == .malformedInput && error?.message.contains(name) == true)
            }
        }
    }

    @Test("Versions other than 2 are refused", arguments: ["1", "3", "\"1\"", "2.5", "null", "[2]"])
    func versions(_ version: String) async {
        for document in [#"{"version":\#(version),"packages":{}}"#, #"{"packages":{},"version":\#(version)}"#] {
            let error = await #expect(throws: FdnixError.self) { try await extract(document) }
            #expect(error?.code == .incompatible)
        }
    }

    @Test("A channel's file without packages is refused")
    func noPackages() async {
        await #expect(throws: FdnixError.self) { try await extract(#"{"version":2}"#) }
        await #expect(throws: FdnixError.self) { try await extract(#"{"version":2,"packages":[]}"#) }
    }

    @Test("Unusable records are counted, and the first twenty listed")
    func skipping() async throws {
        let records = (0..<50).map { #""k\#($0)":{"pname":"unknown"}"# } + [#""":{}"#, #""ok":{"name":"a"}"#]
        let result = try await extract("{\(records.joined(separator: ","))}")
        #expect(result.packages.map(\.id) == ["ok"])
        #expect(result.skippedCount == 51 && result.skipped.count == 20)
        #expect(result.skipped[0] == SkippedRecord(attribute: "k0", reason: "its name is \"unknown\""))
    }

    @Test("Of records with the same id the last wins, in the place of the first")
    func duplicates() async throws {
        let result = try await extract(
            #"{"a":{"name":"a-1"},"b":{"name":"b-1"},"nixpkgs.a":{"name":"a-2"},"a":{"name":"a-3"}}"#)
        #expect(result.packages.map(\.id) == ["a", "b"])
        #expect(result.packages[0].version == "3")
        #expect(result.duplicateCount == 2)
    }

    @Test("The pieces in which a document arrives, and the batches, change nothing")
    func pieces() async throws {
        for name in ["channel.json", "nix-env.json"] {
            let bytes = try fixtureBytes(name)
            let whole = try await extract(bytes)
            for size in 1...80 {
                let result = try await extract(bytes, pieceSize: size, batchBytes: size * 3 % 200)
                #expect(result.packages == whole.packages)
                #expect(result.skipped == whole.skipped)
                #expect(result.documentBytes == bytes.count)
            }
        }
    }

    @Test("A document cut short anywhere is an error that names its end, never part of a success")
    func truncation() async throws {
        for name in ["channel.json", "nix-env.json"] {
            let bytes = try fixtureBytes(name)
            let end = bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0
            for length in 0...end {
                let cut = Array(bytes[..<length])
                let error = await #expect(throws: FdnixError.self) { try await extract(cut, batchBytes: 1) }
                #expect(error?.syntaxOffset == length)
            }
        }
    }

    @Test(
        "Broken documents name the first broken byte, wherever the records are cut",
        arguments: [
            ("", 0), (" ", 1), ("[]", 0), ("x", 0), ("<html>", 0), (#"{"a":{}} x"#, 9), (#"{"a" {}}"#, 5),
            (#"{"a":}"#, 5),
            (#"{"a":{},}"#, 8), (#"{"a":{} "b":{}}"#, 8), (#"{"a":{"x":tru},"b":{"#, 13), (#"{"a":{"x":1]}"#, 11),
            (#"{"a":{"description": }}"#, 21), (#"{"a":{"x":"\q"}}"#, 11), ("{\"a\":{\"x\":\"\n\"}}", 11),
            (#"{"a":nul,"b":{}}"#, 8), (#"{"a":01}"#, 6), (#"{"\q":{}}"#, 2), (#"{"a":{"x":tru, "y":"#, 13),
            (#"{"a":{"x":1,,"y":"z}"#, 12), (#"{a:1}"#, 1), (#"{"version":02,"packages":{}}"#, 12),
        ])
    func broken(_ document: String, _ offset: Int) async {
        for size in [1, 2, 5, 1_000] {
            let bytes = Array(document.utf8)
            let error = await #expect(throws: FdnixError.self) {
                try await extract(bytes, pieceSize: size, batchBytes: size)
            }
            #expect(error?.code == .malformedInput)
            let named =
                error?.message.contains("byte \(offset):") == true || error?.message.contains("byte \(offset) ") == true
            #expect(named, "\(document): \(error?.message ?? "")")
        }
    }

    @Test("A damaged document never crashes the reader")
    func fuzz() async throws {
        var random = SplitMix(7)
        let originals = [try fixtureBytes("channel.json"), try fixtureBytes("nix-env.json")]
        for round in 0..<TestSettings.fuzzIterations() {
            var bytes = originals[round % 2]
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                default: bytes.insert(Array(#"{}[]",:\0n"#.utf8)[Int.random(in: 0..<10, using: &random)], at: at)
                }
            }
            let whole = try? await extract(bytes)
            let pieces = try? await extract(bytes, pieceSize: 7, batchBytes: 20)
            #expect(whole?.packages == pieces?.packages)
        }
    }
}
