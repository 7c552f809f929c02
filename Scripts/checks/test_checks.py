#!/usr/bin/env python3
"""Tests of the rules themselves, on made-up sources: `python3 Scripts/checks/test_checks.py`."""

import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True

from checks import containers, contents, declared, documents, manifest, rules, settings, swift, text  # noqa: E402, F401
from checks.manifest import Package, Target  # noqa: E402


class Parsing(unittest.TestCase):
    def test_strings_and_comments_are_blank(self):
        parsed = swift.parse(
            'let a = "try! \\(b("x")) //" // fatalError(\n/* /* { */ } */ '
            'let r = #"\\ " {"#\nlet m = """\n  "{" \n"""\n'
            'let q = #/"{/#\nlet z = 1')
        for word in ("try!", "fatalError", "{", "}"):
            self.assertNotIn(word, parsed.code)
        for word in ("let a", "let r", "let m", "let q", "let z = 1"):
            self.assertIn(word, parsed.code)
        self.assertIn("b(", parsed.used)
        self.assertEqual([line for line, _ in parsed.comments], [1, 2])

    def test_declarations(self):
        source = '''
/// A thing of many uses.
public struct Thing: Sendable {
    /// Its size.
    @inlinable public var size: Int { let inner = 1; return inner }
    private let hidden = { (x: Int) in x }
    /// Makes one
    /// of a name.
    public init(
        name: String, other: Int = 2
    ) {
        func nested() {}
    }
}
public enum Kind { case one, two(Int, String)
    func inside() {}
}
public protocol Door {
    /// Opens.
    func open() throws
    var isOpen: Bool { get }
}
extension Thing { static func make() -> Thing? { nil } }
public extension Kind { var x: Int { 1 } }
'''
        with made({"a.swift": source}):
            found = {d.name: d for d in swift.declarations("a.swift") if d.kind != "extension"}
        self.assertEqual(
            set(found), {"Thing", "size", "hidden", "init", "Kind", "one", "two", "inside", "Door", "open", "isOpen",
                         "make", "x"})
        public = {name for name, d in found.items() if d.is_public}
        self.assertEqual(public, {"Thing", "size", "init", "Kind", "one", "two", "Door", "open", "isOpen", "x"})
        self.assertEqual((found["size"].doc, found["init"].doc), ("Its size.", "Makes one of a name."))
        self.assertIsNone(found["isOpen"].doc)


class made:
    """The repository is these files for a while."""

    def __init__(self, files: dict[str, str]):
        self.files = files

    def __enter__(self):
        self.directory = tempfile.TemporaryDirectory()
        for path, content in self.files.items():
            file = Path(self.directory.name) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        self.clear()
        listed = sorted(self.files)
        modules = [module for name, module in sys.modules.items() if name.startswith("checks.")]
        self.patches = [mock.patch.object(m, "files", lambda: listed) for m in modules if hasattr(m, "files")]
        self.patches += [
            mock.patch.object(m, "ROOT", Path(self.directory.name)) for m in modules if hasattr(m, "ROOT")]
        for patch in self.patches:
            patch.start()

    def __exit__(self, *_):
        for patch in self.patches:
            patch.stop()
        self.clear()
        self.directory.cleanup()

    @staticmethod
    def clear():
        rules.read.cache_clear()
        swift.source.cache_clear()


def faults(rule: str, files: dict[str, str], targets: list[Target] | None = None) -> list[str]:
    package = Package({target.name: target for target in targets or []}, {})
    with (made(files), mock.patch.object(declared, "project", lambda: package),
          mock.patch.object(manifest, "project", lambda: package),
          mock.patch.object(documents, "project", lambda: package),
          mock.patch.object(settings, "project", lambda: package)):
        return [f"{fault.where} {fault.message}" for fault in rules.RULES[rule].faults()]


def target(room: str, name: str, *targets: str, kind: str = "regular", top: str = "Sources") -> Target:
    return Target(name, kind, f"{top}/{room}/{name}", list(targets), [])


class Rules(unittest.TestCase):
    def test_rooms(self):
        fine = [target("Core", "A"), target("Engine", "B", "A"), target("Programs", "p", "B", "A")]
        self.assertEqual(faults("rooms", {}, fine), [])
        wrong = [*fine, target("Core", "C", "B"), target("Packages", "D"), target("Documents", "E", "D"),
                 Target("F", "regular", "Sources/F", [], [])]
        self.assertEqual([line.split()[0] for line in faults("rooms", {}, wrong)], ["C", "E", "F"])

    def test_imports_and_dependencies(self):
        targets = [target("Core", "A"), target("Core", "B", "A"), target("Core", "C", "A", "B")]
        files = {"Sources/Core/B/b.swift": "@testable import A\nimport Foundation\nimport NIO\n",
                 "Sources/Core/C/c.swift": "import struct A.X\n// import B\n"}
        undeclared = "Sources/Core/B/b.swift:3 B imports NIO and does not declare it"
        self.assertEqual(faults("imports", files, targets), [undeclared])
        self.assertEqual(faults("dependencies", files, targets), ["Package.swift C imports B nowhere"])

    def test_words(self):
        files = {"Sources/Core/A/a.swift": '// run fdnix index\nlet a = "Nixpkgs"\n',
                 "Sources/Packages/B/b.swift": "// nixpkgs"}
        self.assertEqual(len(faults("words", files)), 2)

    def test_crashes(self):
        files = {"Sources/a.swift": '// try! x\nlet a = try! b()\nfatalError("x")\n'}
        self.assertEqual(len(faults("crashes", files)), 2)

    def test_tuples(self):
        files = {"Sources/a.swift": "return (a, .b(try await c()))\nlet d = try await c()\nreturn (a, d)\n"
                                    "return (try await c())\n"}
        self.assertEqual(len(faults("tuples", files)), 1)

    def test_proofs(self):
        bare = "final class A: @unchecked Sendable {\n\n\n\n}\n"
        self.assertEqual(len(faults("proofs", {"Sources/a.swift": bare})), 1)
        proved = "// Every access holds the lock, which is taken below.\n" + bare
        self.assertEqual(faults("proofs", {"Sources/a.swift": proved}), [])
        described = "/// What it is, in a good many words that prove nothing.\n" + bare
        self.assertEqual(len(faults("proofs", {"Sources/a.swift": described})), 1)

    def test_documented(self):
        files = {"Sources/a.swift": "/// Its mode.\npublic var a: Int { 1 }\n"
                                    "/// The mode in which files are opened.\npublic let b = 1\n"}
        self.assertEqual(len(faults("documented", files)), 1)

    def test_english(self):
        files = {"Sources/a.swift": '// This is no map; there is no map; it is no longer one.\n'
                                    'let a = "x is no y"\n// spec § 3\n'}
        self.assertEqual(len(faults("english", files)), 3)

    def test_dead(self):
        files = {"Sources/a.swift": "public func used() {}\npublic func dead() {}\nfunc tested() { used() }\n",
                 "Tests/t.swift": "// dead\nlet x = tested()\n"}
        self.assertEqual(faults("dead", files), ["Sources/a.swift:2 nothing names the func dead"])
        self.assertEqual(faults("tests-only", files), ["Sources/a.swift:3 only tests name the func tested"])

    def test_links_and_paths(self):
        files = {"README.md": "[a](b.md) [c](b.md#d-e) [f](b.md#g) [h](i.md)\n`Sources/x.swift` `Sources/y.swift`\n",
                 "b.md": "# D: e\n", "Sources/x.swift": ""}
        self.assertEqual(len(faults("links", files)), 2)
        self.assertEqual(faults("paths", files), ["README.md:2 Sources/y.swift is not there"])

    def test_pages(self):
        files = {"Snippets/S.swift": "let a = 1\nlet b = 2\n",
                 "Sources/A/A.docc/A.md": "# A\n```swift\nlet a = 1\n```\n"}
        self.assertEqual(faults("pages", files), [])
        files["Sources/A/A.docc/A.md"] += "```swift\nlet c = 3\n```\n"
        self.assertEqual(faults("pages", files), ["Sources/A/A.docc/A.md:5 shows code that no snippet has"])

    #: A module that all programs hold, and what only one of them does.
    PROGRAMS = [target("Core", "A"), target("Packages", "P", "A"), target("Programs", "fdnix", "P"),
                target("Programs", "fdnix-lambda", "A"), target("Programs", "embed-documents", "A"),
                target("Programs", "receipts", "A")]

    @staticmethod
    def table(*names: str) -> str:
        return "| name | what |\n| --- | --- |\n" + "".join(f"| `{name}` | like `CHROMA_URL` |\n" for name in names)

    def test_settings(self):
        code = 'token = SecretPlace("CHROMA_TOKEN", settings)\nlet url = settings.string("CHROMA_URL")'
        files = {"Sources/Programs/receipts/a.swift": code,
                 "Sources/Core/A/a.swift": 'environment["AWS_REGION"]',
                 "Sources/Core/A/b.swift": 'case inProgress = "IN_PROGRESS"',
                 "Documentation/settings.md": self.table("AWS_REGION"),
                 "Documentation/settings/receipts.md": self.table("CHROMA_TOKEN")}
        page = "Documentation/settings/receipts.md"
        self.assertEqual(faults("settings", files, self.PROGRAMS), [
            f"Sources/Programs/receipts/a.swift CHROMA_TOKEN_SECRET_ARN is not in {page}",
            f"Sources/Programs/receipts/a.swift CHROMA_URL is not in {page}"])
        files[page] = self.table("CHROMA_TOKEN`, `CHROMA_TOKEN_SECRET_ARN", "CHROMA_URL", "OLD_NAME", "AWS_REGION")
        self.assertEqual(faults("settings", files, self.PROGRAMS), [
            f"{page}:5 OLD_NAME is read by nothing of receipts",
            f"{page}:6 AWS_REGION is in Documentation/settings.md too"])

    def test_settings_of_all_programs(self):
        fdnix, documents = "Documentation/settings/fdnix.md", "Documentation/settings/embed-documents.md"
        files = {"Sources/Packages/P/a.swift": 'f(_ x: inout Settings) { ["X_KEY", "Y_KEY"].map(x.string) }',
                 "Sources/Programs/fdnix-lambda/a.swift": 'Settings(environment).string("X_INDEX")',
                 "Sources/Programs/embed-documents/a.swift": 'search.library("x", statedBy: "X_LIBRARY")',
                 "Documentation/settings.md": self.table("X_INDEX"), fdnix: self.table("X_KEY"),
                 documents: self.table("X_LIBRARY", "Y_KEY")}
        self.assertEqual(faults("settings", files, self.PROGRAMS), [
            f"Sources/Packages/P/a.swift Y_KEY is not in {fdnix}",
            f"{documents}:4 Y_KEY is read by nothing of embed-documents",
            "Documentation/settings.md:3 X_INDEX is read by nothing of embed-documents",
            "Documentation/settings.md:3 X_INDEX is read by nothing of receipts"])

    def test_settings_whose_names_are_made(self):
        page = "Documentation/settings/fdnix.md"
        files = {"Sources/Core/A/a.swift": 'settings.int("\\(prefix)_PORT", default: 1)\n'
                                           'settings.string("AWS_ENDPOINT_URL_")\nlet services = ["DYNAMODB"]\n'
                                           'AWSService(environmentName: "DYNAMODB")',
                 "Sources/Packages/P/a.swift": 'let all = SearchOption(\n"sort_by", .flag(x))\n'
                                               'let q = SearchOption("text", .text)',
                 "Sources/Programs/fdnix/a.swift": 'ServerSettings(&settings, prefix: "FDNIX"); Settings(variables)',
                 page: self.table()}
        self.assertEqual(faults("settings", files, self.PROGRAMS), [
            f"Sources/Core/A/a.swift FDNIX_PORT is not in {page}",
            f"Sources/Packages/P/a.swift FDNIX_SORT_BY is not in {page}"])
        files[page] = self.table("FDNIX_PORT", "FDNIX_SORT_BY")
        self.assertEqual(faults("settings", files, self.PROGRAMS), [])

    def test_platform_and_skips(self):
        files = {"Sources/Core/Basics/a.swift": "#if canImport(Glibc)\nimport Glibc\n#endif\n"}
        self.assertNotEqual(faults("platform", files), [])
        self.assertEqual(faults("platform", {"Sources/Core/Basics/a.swift": "import Platform\n"}), [])
        self.assertEqual(len(faults("skips", {"Tests/a.swift": 'print("skipping: no tool")\n'})), 1)
        self.assertEqual(faults("skips", {"Tests/a.swift": 'Skips.note("a", "no tool")\n'}), [])

    def test_dockerfiles(self):
        good = ('ARG BASE=debian:12.12-slim\nFROM swift:6.3.1 AS build\nWORKDIR /a\nCOPY a.txt ./\n'
                'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN make | tee log\n'
                'FROM ${BASE}\nLABEL ' + " ".join(f"{title}=x" for title in containers.TITLES) + '\n'
                'RUN apt-get update \\\n    # why\n    && apt-get install -y --no-install-recommends a \\\n'
                '    && rm -rf /var/lib/apt/lists/*\nCOPY --from=build /a/b /c/\nUSER 1000:1000\nVOLUME ["/tmp"]\n'
                'STOPSIGNAL SIGTERM\nEXPOSE 80\nHEALTHCHECK CMD ["/c/healthy"]\nENTRYPOINT ["/c/b"]\nCMD ["serve"]\n')
        others = {"a.txt": "", "b.txt": "", ".dockerignore": "*\n!a.txt\n"}
        self.assertEqual(faults("dockerfiles", {**others, "Dockerfile": good}), [])
        for before, after, message in (
                ("FROM swift:6.3.1 AS", "FROM swift AS", "2 DL3006"),
                ("swift:6.3.1", "swift:latest", "2 DL3007"), ("swift:6.3.1", "swift:6", "2 swift:6 is not exact"),
                ("FROM ${BASE}", "FROM ${BASE} AS build", "7 DL3024"), ("FROM s", "FROM --platform=x s", "2 DL3029"),
                ("make |", "sudo make |", "6 DL3004"), ("make |", "cd x && make |", "6 DL3003"),
                ("make |", "apt update |", "6 DL3027"), ("make |", "ps |", "6 DL3001"),
                ("make |", "make amd64 |", "6 says an architecture"), ("make |", "apt-get upgrade |", "6 DL3005"),
                ('SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n', "", "5 DL4006"),
                (" --no-install-recommends", "", "9 DL3015"), (" -y", "", "9 DL3014"),
                ("rm -rf /var/lib/apt/lists/*", "true", "9 DL3009"), ("apt-get update ", "true ", "9 apt-get update"),
                ("WORKDIR /a", "WORKDIR a", "3 DL3000"), ("WORKDIR /a\n", "", "3 DL3045"),
                ("COPY a.txt ./", "ADD a.txt ./", "4 DL3020"), ("a.txt ./", "a.txt a.txt x", "4 DL3021"),
                ("a.txt ./", "none.txt ./", "4 copies none.txt, which is not"),
                ("a.txt ./", "b.txt ./", "4 copies b.txt, which .dockerignore"),
                ("--from=build", "--from=other", "13 DL3022"),
                ("USER 1000:1000", "USER root", "14 DL3002"), ("USER 1000:1000\n", "", "7 DL3002"),
                ("USER 1000:1000", "USER app", "14 USER is not a number"),
                ("SIGTERM", "SIGKILL", "16 STOPSIGNAL"), ("EXPOSE 80", "EXPOSE 80000", "17 DL3011"),
                ('HEALTHCHECK CMD ["/c/healthy"]', "HEALTHCHECK NONE", "18 a server"),
                ('HEALTHCHECK CMD ["/c/healthy"]\n', "", "7 no HEALTHCHECK"),
                ('CMD ["serve"]\n', "CMD serve\n", "20 DL3025"),
                ('CMD ["serve"]\n', 'CMD ["a"]\nCMD ["b"]\n', "21 DL4003"),
                ('ENTRYPOINT ["/c/b"]', 'MAINTAINER me', "19 DL4000"),
                ("image.title=x", "image.name=x", "7 no label"),
                (good, "# nothing\n", " DL3061")):
            with self.subTest(message):
                found = faults("dockerfiles", {**others, "Dockerfile": good.replace(before, after)})
                place, _, text = message.partition(" ")
                wanted = f"Dockerfile:{place} {text}" if place else f"Dockerfile {text}"
                self.assertTrue(any(fault.startswith(wanted) for fault in found), found)


if __name__ == "__main__":
    unittest.main()
