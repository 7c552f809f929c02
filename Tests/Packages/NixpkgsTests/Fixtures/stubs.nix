# A few derivations of every shape that matters, without nixpkgs; nothing is built.
let
  stub = name: extra: derivation { inherit name; system = "x86_64-linux"; builder = "/bin/sh"; } // extra;
in
{
  apple = stub "apple-1.0" { meta.description = "Peels apples"; meta.license = { shortName = "mit"; spdxId = "MIT"; }; };
  free = stub "free-1.0" { meta.license = [ "GPL" { shortName = "mit"; } ]; };
  pages = stub "pages-2" { meta.homepage = [ "ftp://a.example.org" "https://b.example.org" ]; };
  bare = stub "bare" { };
  nullLicense = stub "null-license-1" { meta.license = null; meta.description = "No licence"; };
  mixed = stub "mixed-1" { meta.platforms = [ "x86_64-linux" { cpu.name = "x"; } "x86_64-linux" ]; };
  broken = throw "never evaluated";
  set = { recurseForDerivations = true; inner = stub "inner-0.1-unstable" { meta.mainProgram = "inner"; }; };
}
