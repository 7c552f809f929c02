// What to paste: the same text as NixName.swift and Snippets.swift make.

const nixKeywords = new Set(["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"]);

/** An attribute path as a Nix expression, unusual parts in quotes. */
function nixExpression(path) {
  const segments = [""];
  let inQuotes = false;
  let isEscaped = false;
  for (const character of path) {
    if (isEscaped) {
      segments[segments.length - 1] += character;
      isEscaped = false;
    } else if (character === "\\" && inQuotes) isEscaped = true;
    else if (character === '"') inQuotes = !inQuotes;
    else if (character === "." && !inQuotes) segments.push("");
    else segments[segments.length - 1] += character;
  }
  return segments.map(quotedSegment).join(".");
}

function quotedSegment(segment) {
  if (/^[A-Za-z_][A-Za-z0-9_'-]*$/.test(segment) && !nixKeywords.has(segment)) return segment;
  return `"${segment.replace(/[\\"$]/g, "\\$&").replace(/[\0-\x1f\x7f-\x9f]/g, "\ufffd")}"`;
}

const shellWord = (text) =>
  /^[A-Za-z0-9_+=:,./@%][A-Za-z0-9_+=:,./@%#-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The snippets of some packages, each `{attributePath, unfree, broken, insecure}`. */
function snippets(packages) {
  const names = packages.map((p) => nixExpression(p.attributePath));
  const needs = ["unfree", "broken", "insecure"].filter((flag) => packages.some((p) => p[flag]));
  const variables = needs.map((flag) => `NIXPKGS_ALLOW_${flag.toUpperCase()}=1 `).join("");
  const impure = needs.length ? "--impure " : "";
  const installables = names.map((name) => shellWord(`nixpkgs#${name}`)).join(" ");
  const settings = {
    unfree: "allowUnfree = true;", broken: "allowBroken = true;", insecure: "allowInsecurePredicate = _: true;",
  };
  const nixpkgs = needs.length
    ? `(import nixpkgs {\n        inherit system;\n        config = { ${needs.map((flag) => settings[flag]).join(" ")} };\n      })`
    : "nixpkgs.legacyPackages.${system}";
  return {
    shell: `${variables}nix shell ${impure}${installables}`,
    run: `${variables}nix run ${impure}${installables}`,
    classicShell: `${variables}nix-shell -p ${names.map(shellWord).join(" ")}`,
    system: `environment.systemPackages = [ ${names.map((name) => `pkgs.${name}`).join(" ")} ];`,
    flake: `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { nixpkgs, ... }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      eachSystem = f: nixpkgs.lib.genAttrs systems (system: f ${nixpkgs});
    in {
      devShells = eachSystem (pkgs: {
        default = pkgs.mkShell {
          packages = [
${names.map((name) => `            pkgs.${name}\n`).join("")}          ];
        };
      });
    };
}`,
  };
}
