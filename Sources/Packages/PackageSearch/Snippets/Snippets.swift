/// What to paste to get some packages: made from attribute paths, never from bare names, because those are what Nix
/// looks up. `nix.js` makes the same text.
public struct Snippets: Sendable {
    /// Something to paste, and what it is for.
    public struct Snippet: Sendable {
        /// What it is for, as people read it: `Try it in a shell`.
        public var label: String
        /// The text to paste.
        public var code: String
    }

    private let names: [NixName]
    /// What the packages need to be allowed.
    private let allowances: PackageFlags

    /// Snippets for all of `hits` together.
    public init(_ hits: [PackageHit]) {
        self.init(hits.map { ($0[.attributePath], $0.flags) })
    }

    /// Snippets for packages of these attribute paths and flags.
    public init(_ packages: [(attributePath: String, flags: PackageFlags)]) {
        names = packages.map { NixName($0.attributePath) }
        allowances = packages.reduce(PackageFlags()) { $0.union($1.flags) }.intersection([.broken, .unfree, .insecure])
    }

    private var variables: String {
        let all: [(PackageFlags, String)] = [(.unfree, "UNFREE"), (.broken, "BROKEN"), (.insecure, "INSECURE")]
        return all.filter { allowances.contains($0.0) }.map { "NIXPKGS_ALLOW_\($0.1)=1 " }.joined()
    }
    // Flakes do not see the environment unless told to.
    private var impure: String { allowances.isEmpty ? "" : "--impure " }
    private var installables: String {
        names.map { NixName.shellWord("nixpkgs#\($0.expression)") }.joined(separator: " ")
    }
    private func list(indent: String) -> String { names.map { "\(indent)pkgs.\($0.expression)\n" }.joined() }

    /// A command that opens a shell in which the packages are at hand.
    public var shell: String { "\(variables)nix shell \(impure)\(installables)" }
    /// A command that runs the package's main program once.
    public var run: String { "\(variables)nix run \(impure)\(installables)" }
    /// A command for the same shell, where flakes are not enabled.
    public var classicShell: String {
        "\(variables)nix-shell -p \(names.map { NixName.shellWord($0.expression) }.joined(separator: " "))"
    }
    /// A line of a NixOS configuration that installs the packages.
    public var system: String {
        "environment.systemPackages = [ \(names.map { "pkgs.\($0.expression)" }.joined(separator: " ")) ];"
    }

    /// The text of a `shell.nix` whose shell has the packages.
    public var shellFile: String {
        let arguments = allowances.isEmpty ? "{ }" : "{ config = { \(configuration) }; }"
        return """
            { pkgs ? import <nixpkgs> \(arguments) }:

            pkgs.mkShell {
              packages = [
            \(list(indent: "    "))  ];
            }
            """
    }

    /// The text of a `flake.nix` whose development shell has the packages.
    public var flake: String {
        let packages =
            allowances.isEmpty
            ? "nixpkgs.legacyPackages.${system}"
            : "(import nixpkgs {\n        inherit system;\n        config = { \(configuration) };\n      })"
        return """
            {
              inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

              outputs = { nixpkgs, ... }:
                let
                  systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
                  eachSystem = f: nixpkgs.lib.genAttrs systems (system: f \(packages));
                in {
                  devShells = eachSystem (pkgs: {
                    default = pkgs.mkShell {
                      packages = [
            \(list(indent: "            "))          ];
                    };
                  });
                };
            }
            """
    }

    private var configuration: String {
        var settings: [String] = []
        if allowances.contains(.unfree) { settings.append("allowUnfree = true;") }
        if allowances.contains(.broken) { settings.append("allowBroken = true;") }
        if allowances.contains(.insecure) { settings.append("allowInsecurePredicate = _: true;") }
        return settings.joined(separator: " ")
    }

    /// The one-line snippets of one package; `hasProgram` tells whether there is anything to run.
    public func lines(hasProgram: Bool) -> [Snippet] {
        var lines = [Snippet(label: "Try it in a shell", code: shell)]
        if hasProgram { lines.append(Snippet(label: "Run it once", code: run)) }
        lines.append(Snippet(label: "Without flakes", code: classicShell))
        lines.append(Snippet(label: "NixOS configuration", code: system))
        return lines
    }
}
