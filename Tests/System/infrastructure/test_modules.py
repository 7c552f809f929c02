"""What terraform itself says of the modules: their form, and their own tests against providers that make things up."""

import re
import unittest

import planning


class Modules(unittest.TestCase):
    def test_they_are_formatted_as_terraform_formats(self) -> None:
        self.assertEqual(planning.terraform("fmt", "-check", "-recursive", "-list=true"), "")

    def test_they_are_valid(self) -> None:
        self.assertIn('"valid": true', planning.terraform("validate", "-json", "-no-tests"))

    def test_their_own_tests_pass(self) -> None:
        said = planning.terraform("test", "-no-color")
        print(re.findall(r"(?:Success|Failure)!.*", said)[-1])

    def test_every_variable_and_output_is_described(self) -> None:
        for path in sorted(planning.MODULES.rglob("*.tf")):
            if ".terraform" in path.parts:
                continue
            for kind, name, body in re.findall(r'^(variable|output) "(\w+)" \{(.*?)^\}', path.read_text(), re.M | re.S):
                self.assertRegex(body, r'\n  description = "[^"]{10,}', f"{path.name}: {kind} {name}")

    def test_nothing_names_an_account_or_a_machine(self) -> None:
        for path in sorted(planning.MODULES.rglob("*")):
            if path.suffix in (".tf", ".tftpl") and ".terraform" not in path.parts:
                found = re.findall(r"\b(?!0{12})\d{12}\b|/(?:root|home|work|opt)/\w+", path.read_text())
                self.assertEqual(found, [], path.name)
