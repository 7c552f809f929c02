import Testing

@testable import Nixpkgs

@Suite struct CategoryTests {
    @Test(
        "Package sets tell the language",
        arguments: [
            ("python313Packages.numpy", Category.python), ("pythonPackages.x", .python),
            ("haskellPackages.lens", .haskell),
            ("nodePackages.a", .javascript), ("nodePackages_latest.a", .javascript), ("rPackages.ggplot2", .r),
            ("perlPackages.Moose", .perl), ("perl540Packages.Moose", .perl), ("rubyPackages_3_4.a", .ruby),
            ("rubyGems.a", .ruby), ("ocamlPackages_latest.a", .ocaml), ("luajitPackages.a", .lua),
            ("lua54Packages.a", .lua),
            // Only the set's segment counts, and only whole.
            ("pythonPackages", .misc), ("myPythonPackages.a", .misc), ("python3PackagesExtra.a", .misc),
            ("rubyMine", .misc),
            ("a.python3Packages.b", .python),
        ])
    func sets(_ path: String, _ category: Category) {
        #expect(Category(attributePath: path, position: "") == category)
    }

    @Test(
        "Directories tell the rest; the order of the set decides, not that of the path",
        arguments: [
            ("pkgs/applications/editors/vim/default.nix:3", Category.editors),
            ("pkgs/applications/networking/browsers/x/default.nix:3", .browsers),
            ("pkgs/development/tools/x/default.nix:1", .tools), ("pkgs/tools/security/x.nix:1", .security),
            ("/nix/store/x-source/pkgs/games/y/default.nix:2", .games), ("pkgs/data/fonts/z/default.nix:9", .fonts),
            ("pkgs/development/go-modules/x/default.nix:9", .go),
            ("pkgs/development/tools/rust/x/default.nix:9", .rust),
            ("pkgs/by-name/ga/games/package.nix:1", .misc), ("pkgs/applications/editorsx/a.nix:1", .misc), ("", .misc),
            ("modules/games/x.nix:1", .misc), ("pkgs/games.nix:1", .misc),
        ])
    func directories(_ position: String, _ category: Category) {
        #expect(Category(attributePath: "x", position: position) == category)
    }

    @Test("The language goes before the directory, the directory before the attribute path")
    func precedence() {
        #expect(Category(attributePath: "python3Packages.x", position: "pkgs/games/x/default.nix:1") == .python)
        #expect(Category(attributePath: "games.x", position: "pkgs/tools/x/default.nix:1") == .tools)
        #expect(Category(attributePath: "games.x", position: "pkgs/by-name/x/x/package.nix:1") == .games)
        #expect(Category(attributePath: "gamesx.x", position: "") == .misc)
    }
}
