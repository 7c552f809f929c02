import Testing

@testable import Nixpkgs

@Suite struct CategoryTests {
    private func told(_ path: String, _ position: String) -> Category {
        Category.told(attributePath: path, position: position)?.category ?? .misc
    }

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
        #expect(told(path, "") == category)
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
            ("pkgs/development/python-modules/x/default.nix:1", .python),
            ("pkgs/applications/audio/x/default.nix:1", .multimedia), ("pkgs/applications/misc/x/default.nix:1", .misc),
            ("pkgs/os-specific/linux/kernel/x.nix:1", .system), ("pkgs/applications/audiox/a.nix:1", .misc),
            ("modules/games/x.nix:1", .misc), ("pkgs/games.nix:1", .misc),
        ])
    func directories(_ position: String, _ category: Category) {
        #expect(told("x", position) == category)
    }

    @Test("The language goes before the directory, the directory before the attribute path")
    func precedence() {
        #expect(told("python3Packages.x", "pkgs/games/x/default.nix:1") == .python)
        #expect(told("games.x", "pkgs/tools/x/default.nix:1") == .tools)
        #expect(told("games.x", "pkgs/by-name/x/x/package.nix:1") == .games)
        #expect(told("gamesx.x", "") == .misc)
    }

    @Test("What told the category is known, too; a set tells where no directory does")
    func sources() {
        func source(_ path: String, _ position: String) -> CategorySource? {
            Category.told(attributePath: path, position: position)?.source
        }
        let byName = "pkgs/by-name/x/x/package.nix:1"
        #expect(source("python3Packages.x", "pkgs/games/x.nix:1") == .set)
        #expect(source("x", "pkgs/games/x/default.nix:1") == .path)
        #expect(source("games.x", byName) == .path)
        #expect(source("typstPackages.x_0_1", byName) == .set && told("typstPackages.x_0_1", byName) == .office)
        #expect(told("php84Extensions.x", "") == .libraries && told("linuxPackages_latest.x", "") == .system)
        #expect(told("linuxPackages.x", "pkgs/tools/security/x.nix:1") == .security)
        #expect(source("x", byName) == nil && source("typstPackages", "") == nil && source("misc.x", "") == nil)
    }
}
