import JSON
import Testing

@testable import Nixpkgs

@Suite struct PlatformTests {
    private func platforms(_ value: String, bad: String = "null") async throws -> Package {
        try await package(meta: #"{"platforms":\#(value),"badPlatforms":\#(bad)}"#)
    }

    @Test("Names in order and once, lists of lists, and a name alone; what is not understood is counted")
    func names() async throws {
        let extraction = try await extract(
            #"{"a":{"name":"a","meta":{"platforms":["x","y",{"colour":{}},"x",["z"],null],"badPlatforms":[{"k":1},"w"]}},"#
                + #""b":{"name":"b","meta":{"platforms":"x"}},"c":{"name":"c","meta":{"platforms":null}}}"#)
        #expect(extraction.packages.map(\.platforms) == [["x", "y", "z"], ["x"], []])
        #expect(extraction.packages[0].badPlatforms == ["w"])
        #expect(extraction.droppedPatterns == 3)
    }

    @Test("No platforms stated means every one, an empty list none, and bad ones are taken away")
    func supported() async throws {
        #expect(KnownSystems.all.count == 80 && Set(KnownSystems.all).count == 80)
        for unstated in ["null", "5", "true"] {
            #expect(try await platforms(unstated).platforms.isEmpty)
            #expect(try await platforms(unstated).supportedPlatforms == KnownSystems.all)
        }
        #expect(try await package(meta: "{}").supportedPlatforms == KnownSystems.all)
        for none in ["[]", "[[]]", #"[{"colour":"red"}]"#, #"[{"abi":{"name":"musl"}}]"#] {
            #expect(try await platforms(none).platforms.isEmpty)
            #expect(try await platforms(none, bad: #"["own-system"]"#).supportedPlatforms.isEmpty, "\(none)")
        }
        let some = try await platforms(#"["a-linux","b-linux","c-linux"]"#, bad: #"["b-linux","d-linux"]"#)
        #expect(some.platforms == ["a-linux", "b-linux", "c-linux"] && some.badPlatforms == ["b-linux", "d-linux"])
        #expect(some.supportedPlatforms == ["a-linux", "c-linux"])
        let allBut = try await platforms("null", bad: #"["x86_64-darwin",{"kernel":{"name":"linux"}}]"#)
        #expect(!allBut.supportedPlatforms.contains { $0.hasSuffix("-linux") || $0 == "x86_64-darwin" })
        #expect(allBut.supportedPlatforms.contains("aarch64-darwin"))
    }

    @Test(
        "Patterns match as lib.meta.platformMatch does",
        arguments: [
            (#"{"kernel":{"families":{"darwin":{"name":"darwin"}}}}"#, "x86_64-darwin aarch64-darwin"),
            (#"{"cpu":{"bits":64,"family":"x86"},"kernel":{"name":"linux","families":{}}}"#, "x86_64-linux"),
            (#"{"cpu":{"family":"arm","version":"7"},"kernel":{"name":"linux"}}"#, "armv7a-linux armv7l-linux"),
            (#"{"cpu":{"significantByte":{"name":"bigEndian"}},"abi":{"abi":"elfv2"}}"#, "powerpc64-linux"),
            (#"{"abi":{"eabi":true,"float":"soft","name":"gnueabi"}}"#, "armv5tel-linux"),
            (#"{"kernel":{"execFormat":{"name":"macho"}},"vendor":{"name":"apple"}}"#, "x86_64-darwin aarch64-darwin"),
            (#"{"kernel":{"families":{"bsd":{}}},"cpu":{"name":"aarch64"}}"#, "aarch64-freebsd aarch64-netbsd"),
            (#"{"parsed":{"cpu":{"bits":16}}}"#, "msp430-none"), (#"{"parsed":{},"system":"avr-none"}"#, "avr-none"),
            (#"{"isDarwin":true,"parsed":{},"isAarch64":true}"#, "aarch64-darwin"),
            (#"{"parsed":{"cpu":{"bits":64}},"isWasm":true}"#, "wasm64-wasi"),
            (#"{"_type":"x","cpu":{"_type":"cpu-type","bits":8}}"#, "avr-none"),
            (#"{"isStatic":true,"parsed":{}}"#, ""), (#"{"cpu":5}"#, ""), (#"{"cpu":{"bits":"64"}}"#, ""),
            (#"{"abi":{"abi":"elfv2"},"cpu":{"bits":32}}"#, ""),
        ])
    func patterns(_ pattern: String, _ expected: String) async throws {
        let pattern = try #require(try JSONValue.parse(pattern).object)
        #expect(KnownSystems.matching(pattern).joined(separator: " ") == expected)
    }

    @Test("A pattern that asks for what no platform has matches none, an empty one all")
    func unknownPatterns() throws {
        for pattern in [#"{"cpu":{"speed":3}}"#, #"{"isDarwin":true}"#, #"{"parsed":{},"isFast":true}"#, #"{"k":{}}"#] {
            #expect(KnownSystems.matching(try #require(try JSONValue.parse(pattern).object)).isEmpty)
        }
        #expect(KnownSystems.matching([:]) == KnownSystems.all)
        #expect(KnownSystems.matching(["cpu": [:]]) == KnownSystems.all)
    }

    @Test("Every known system is in the tables")
    func tables() {
        for name in KnownSystems.all { #expect(SystemTraits(name) != nil, "\(name)") }
        #expect(SystemTraits("linux") == nil && SystemTraits("z80-linux") == nil && SystemTraits("i686-beos") == nil)
    }
}
