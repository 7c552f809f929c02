import Testing

@testable import Nixpkgs

@Suite struct PositionTests {
    @Test(
        "A position begins at the root of nixpkgs, wherever that was",
        arguments: [
            ("/nix/store/0000-source/pkgs/tools/misc/sample/default.nix:7", "pkgs/tools/misc/sample/default.nix:7"),
            ("/nix/store/0000-source/pkgs/development/lib/sample.nix:7", "pkgs/development/lib/sample.nix:7"),
            ("/nix/store/0000-source/nixos/lib/sample.nix:1", "nixos/lib/sample.nix:1"),
            ("/nix/store/0000-source/lib/licenses/sample.nix:1", "lib/licenses/sample.nix:1"),
            ("/nix/store/0000-nixos-30.11/nixos/pkgs/games/sample/default.nix:2", "pkgs/games/sample/default.nix:2"),
            ("/nix/store/0000-source/pkgs/brand-new/sample.nix:2", "pkgs/brand-new/sample.nix:2"),
            (
                "/nix/var/nix/profiles/per-user/root/channels/nixos/pkgs/shells/sample/default.nix:3",
                "pkgs/shells/sample/default.nix:3"
            ),
            ("/root/.nix-defexpr/channels/nixos/lib/sample.nix:3", "lib/sample.nix:3"),
            ("/build/source/pkgs/by-name/sa/sample/package.nix:4", "pkgs/by-name/sa/sample/package.nix:4"),
            ("/home/me/pkgs/nixpkgs/pkgs/applications/lib/pkgs/x.nix:5", "pkgs/applications/lib/pkgs/x.nix:5"),
            ("/home/pkgs/me/nixpkgs/pkgs/brand-new/x/y.nix:5", "pkgs/brand-new/x/y.nix:5"),
            ("/home/nixos/lib/nixpkgs/nixos/modules/x/y.nix:5", "nixos/modules/x/y.nix:5"),
            ("../nixpkgs/pkgs/top-level/sample.nix:6", "pkgs/top-level/sample.nix:6"),
            ("./pkgs/top-level/sample.nix:6", "pkgs/top-level/sample.nix:6"),
            // These begin at the root already, whatever they have below it.
            ("pkgs/by-name/sa/sample/package.nix:8", "pkgs/by-name/sa/sample/package.nix:8"),
            ("pkgs/development/pkgs/tools/sample.nix:8", "pkgs/development/pkgs/tools/sample.nix:8"),
            ("nixos/modules/lib/sample.nix:8", "nixos/modules/lib/sample.nix:8"),
            ("lib/sample.nix:8", "lib/sample.nix:8"),
            ("maintainers/scripts/lib/sample.nix:8", "maintainers/scripts/lib/sample.nix:8"),
            // These are outside nixpkgs.
            ("/home/me/overlay/sample.nix:9", "/home/me/overlay/sample.nix:9"), ("sample.nix:9", "sample.nix:9"),
            ("/pkgs", "/pkgs"), ("", ""), ("/", "/"),
        ])
    func folders(_ position: String, _ expected: String) async throws {
        #expect(try await package(meta: #"{"position":"\#(position)"}"#).position == expected)
    }

    @Test("What everybody sees has no folder of the machine in it")
    func published() async throws {
        for local in ["/home/me/overlay/sample.nix:9", "~/sample.nix:1", "../sample.nix:1", "./sample.nix"] {
            let package = try await package(meta: #"{"position":"\#(local)"}"#)
            #expect(package.position == local && package.publicPosition.isEmpty)
        }
        #expect(try await package(meta: #"{"position":"pkgs/x.nix:1"}"#).publicPosition == "pkgs/x.nix:1")
    }
}
