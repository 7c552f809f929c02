import JSON
import SamplePackages
import Testing

@testable import PackageSearch

@Suite("Links to sources, and homepages of a detail")
struct SourceLinkTests {
    private func info(_ revision: String?, _ channel: String?) -> BuildInfo {
        var info = BuildInfo()
        (info.nixpkgsRevision, info.nixpkgsChannel) = (revision, channel)
        return info
    }

    @Test("the revision where it is known, else the branch of the channel, else master")
    func references() {
        let cases: [(String?, String?, String)] = [
            ("0123456789abcdef", "nixos-unstable", "0123456789abcdef"), (nil, "nixos-unstable", "nixos-unstable"),
            ("dirty", "nixpkgs-unstable", "nixpkgs-unstable"), (nil, "nixos-30.05-small", "nixos-30.05-small"),
            (nil, "nixpkgs-30.11-darwin", "nixpkgs-30.11-darwin"), (nil, "release-30.05", "release-30.05"),
            (nil, "master", "master"), (nil, "staging-next", "staging-next"), (nil, nil, "master"),
            (nil, "my-fork", "master"), (nil, "nixos-../evil", "master"), (nil, "nixos-30.5", "master"),
            (nil, "release-unstable", "master"), (nil, "nixos-unstable-small-x", "master"), (nil, "", "master"),
        ]
        for (revision, channel, expected) in cases {
            let address = SourceLink.address(
                position: "pkgs/x/sample.nix:12", reference: info(revision, channel).nixpkgsReference)
            #expect(address == "https://github.com/NixOS/nixpkgs/blob/\(expected)/pkgs/x/sample.nix#L12")
        }
    }

    @Test("no link leads to what is not a file of nixpkgs")
    func unsafePositions() {
        for position in ["", "/nix/x.nix:1", "pkgs/../x.nix", "javascript:alert(1)", "pkgs/a b.nix", "pkgs/<x>.nix:1"] {
            #expect(SourceLink.address(position: position, reference: nil) == nil, "\(position)")
        }
        #expect(SourceLink.address(position: "lib/x.nix:y", reference: nil)?.hasSuffix("/master/lib/x.nix") == true)
    }

    @Test("homepages are all told, also where there is one, or none of the web")
    func homepages() throws {
        let samples = [
            Sample("one") { $0.stored[.homepage] = "https://one.example" }, Sample("none"),
            Sample("burrow") { $0.stored[.homepagesJson] = #"["gopher://burrow.example"]"# },
        ]
        let searcher = try searcher(samples)
        let expected = [["https://one.example"], [], ["gopher://burrow.example"]]
        for (sample, homepages) in zip(samples, expected) {
            var json = JSONWriter()
            PackageDetail(try #require(searcher.package(sample.path))).write(to: &json)
            let told = try JSONValue.parse(json.bytes)["homepages"]?.array?.compactMap(\.string)
            #expect(told == homepages)
        }
    }
}
