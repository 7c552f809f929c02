import Basics
import Testing

@testable import Nixpkgs

@Suite(.serialized) struct RealDataTests {
    @Test(
        "Whole releases are read: every record becomes a package",
        arguments: [
            ("nixpkgs-26.11-packages.json.br", 111_846), ("nixpkgs-26.11-nix-env.json.zst", 80_188),
            ("nixpkgs-20.09-nix-env.json.xz", 50_693),
        ])
    func releases(_ name: String, _ count: Int) async throws {
        guard let path = realData(name) else { return }
        let result = try await FileSource(path: path).packages()
        #expect(result.packages.count == count)
        #expect(result.skippedCount == 0 && result.duplicateCount == 0)
        let hello = try #require(result.packages.first { $0.attributePath == "hello" })
        #expect(hello.packageName == "hello" && hello.license?.label == "GPL-3.0-or-later")
        #expect(hello.homepage.hasPrefix("https://www.gnu.org/") && hello.platforms.contains("x86_64-linux"))
        #expect(
            result.packages.allSatisfy { !$0.packageName.isEmpty && !$0.version.isEmpty && !$0.attributePath.isEmpty })
        #expect(
            result.packages.contains { $0.category == .perl } && result.packages.contains { $0.category == .python })
    }

    @Test("What nix 2.26 prints for every odd shape")
    func shapes() async throws {
        guard let path = realData("fixtures/shape-nix-2.26.json") else { return }
        let result = try await FileSource(path: path).packages()
        let packages = Dictionary(uniqueKeysWithValues: result.packages.map { ($0.attributePath, $0) })
        #expect(packages["licAttr"]?.license?.label == "GPL-3.0-or-later")
        #expect(packages["licList"]?.license?.records.count == 2)
        #expect(packages["licStr"]?.license == .string("GPL"))
        #expect(packages["licStrList"]?.license?.label == "GPL, BSD")
        #expect(packages["licNull"]?.license == nil)
        #expect(packages["homeList"]?.homepages.count == 2)
        #expect(packages["maint"]?.maintainers.count == 2)
        #expect(packages["plat"]?.platforms == ["x86_64-linux"])
        #expect(packages["set.inner"]?.description == "in a set")
    }

    @Test("What nix 2.8 prints when one attribute throws is refused at the broken byte")
    func invalid() async throws {
        guard let path = realData("fixtures/shape-nix-2.8-INVALID.json") else { return }
        let error = await #expect(throws: FdnixError.self) { try await FileSource(path: path).packages() }
        #expect(error?.code == .malformedInput)
        #expect(error?.message.contains("byte 6001") == true)
    }
}
