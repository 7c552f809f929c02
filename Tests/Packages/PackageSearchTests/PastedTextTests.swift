import TestSupport
import Testing

@testable import PackageSearch

@Suite("What people paste")
struct PastedTextTests {
    private static let hash = "0c9f0v1y1n5cdnmhkqyqpqzpz8zvk3rl"

    @Test(
        "names packages",
        arguments: [
            ("nixpkgs.hello", ["hello"]), ("nixpkgs#hello", ["hello"]), ("pkgs.hello", ["hello"]),
            ("nixos.hello", ["hello"]), ("unstable.hello", ["hello"]), ("nixos-unstable.hello", ["hello"]),
            ("nixos-25.11.hello", ["hello"]),
            ("legacyPackages.x86_64-linux.hello", ["hello"]),
            ("nixpkgs#legacyPackages.aarch64-darwin.hello", ["hello"]),
            ("legacyPackages.x86_64-linux.pythonSet.numbers", ["pythonSet.numbers"]),
            ("github:NixOS/nixpkgs/0123456789abcdef#hello", ["hello"]), ("nixpkgs#hello^dev,man", ["hello"]),
            ("nixpkgs/nixos-25.11#hello", ["hello"]), ("nixpkgs#{hello,world}", ["hello", "world"]),
            ("'nixpkgs#hello'", ["hello"]), ("nix shell nixpkgs#hello nixpkgs#world", ["hello", "world"]),
            ("$ nix run nixpkgs#hello -- --greeting hi", ["hello"]),
            ("nix run --impure github:NixOS/nixpkgs#hello", ["hello"]),
            ("NIXPKGS_ALLOW_UNFREE=1 nix build --override-input a b nixpkgs#hello", ["hello"]),
            ("nix shell nixpkgs#hello -c hello", ["hello"]), ("nix profile install nixpkgs#hello", ["hello"]),
            ("nix search nixpkgs hello", ["hello"]), ("nom shell nixpkgs#hello", ["hello"]),
            ("nom-shell -p hello", ["hello"]), ("nix-shell -p hello world", ["hello", "world"]),
            ("nix-shell --packages hello --run 'hello there'", ["hello"]), ("nix-env -iA nixos.hello", ["hello"]),
            ("sudo nix-env -f '<nixpkgs>' -iA hello", ["hello"]), ("nix-build '<nixpkgs>' -A hello", ["hello"]),
            ("nix-shell -I nixpkgs=channel:nixos-unstable -p hello", ["hello"]),
            ("environment.systemPackages = with pkgs; [ hello world ];", ["hello", "world"]),
            ("home.packages = [ pkgs.hello (pkgs.world) ];", ["hello", "world"]),
            ("with pkgs; [\n  hello # greets\n  # not this\n  world\n]", ["hello", "world"]),
            ("buildInputs = [ hello", ["hello"]), ("${pkgs.hello}/bin/hello", ["hello"]),
            ("lib.getExe pkgs.hello", ["hello"]), ("programs.hello.enable = true;", ["hello"]),
            ("pkgs.hello.override", ["hello"]), ("nix shell nixpkgs#hello nixpkgs#hello", ["hello"]),
            ("/nix/store/\(hash)-hello-2.12.3/bin/hello", ["hello-2.12.3"]),
            ("/nix/store/\(hash)-hello-2.12.3-dev", ["hello-2.12.3"]),
            ("/nix/store/\(hash)-hello-2.12.3.drv", ["hello-2.12.3"]),
            ("error: /nix/store/\(hash)-hello-2.12.3: not valid", ["hello-2.12.3"]),
        ])
    func names(text: String, found: [String]) {
        #expect(PastedText(text)?.names.map(\.text) == found)
    }

    @Test(
        "is told from what people look for",
        arguments: [
            "", "hello", "hello world", "c#", "f# compiler", "nix", "nix shell", "nix language server", "nixpkgs#",
            "convert video to gif", "nix-shell", "a [b] c", "node.js", "3.5", "/nix/store", "/nix/store/short-x",
            "pkgs.",
            "#", "# nothing", "nixpkgs", "web server with tls", "#hello", "nix search engine",
            "replace text with [regex]", "editor with [vim] keys", "foo = [ bar ]", "self.hosted",
            "nixpkgs-fmt-1.3.0", "nixos-rebuild-2.1",
        ])
    func plain(text: String) { #expect(PastedText(text) == nil) }

    @Test("of any kind never stops the program, and names a bounded number")
    func fuzz() {
        var random = SplitMix(17)
        let parts = [
            "nix", "shell", "nix-shell", "-p", "nixpkgs#", "pkgs.", "[", "]", "with", ";", "=", "/nix/store/",
            Self.hash, "-",
            " ", " ", "\n", "#", "^", "{", "}", "(", ")", "\"", "'", "$", "a", "b.c", "é", "legacyPackages.", "\u{0}",
            ".", ",",
        ]
        for _ in 0..<TestSettings.fuzzIterations(3000) {
            let text = (0..<Int.random(in: 0...24, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }.joined()
            let names = PastedText(text)?.names ?? []
            #expect(names.count <= PastedText.maximumNames && names.allSatisfy { !$0.text.isEmpty })
        }
    }
}
