"""What the guides tell people to type: every command, argument, field of a log, output and variable is there."""

import re
import unittest

import commands
import logs
import planning

PAGES = [*sorted((planning.ROOT / "Documentation").rglob("*.md")), planning.MODULES / "README.md"]
# Words with an underscore between ticks that look like variables of Terraform and are something else's.
STEM = re.compile(
    r"`((?:packages|documents|receipts|search|aurora|postgres|chroma|alert|monthly|delete|cloudfront|zone|domain|nat|"
    r"interface|image|database|password)_[a-z_]+)`")


class Guides(unittest.TestCase):
    def test_every_command_is_there(self) -> None:
        self.assertEqual([fault for path in PAGES for fault in commands.faults(path)], [])

    def test_queries_ask_for_what_is_written(self) -> None:
        for path in PAGES:
            for group, query in commands.queries(path):
                self.assertEqual(logs.query_faults(group, query), [], path.name)

    def test_variables_are_there(self) -> None:
        # Of the page on costs its words: its tables have names of their own, as those of settings have.
        texts = [path for path in PAGES if path.name != "costs.md" and path.parent.name != "settings"]
        texts.append(planning.MODULES / "costs/page.md")
        for path in texts:
            for name in STEM.findall(path.read_text()):
                self.assertIn(name, commands.names("variable"), path.name)

    def test_the_checks_see_what_is_wrong(self) -> None:
        page = planning.base() / "wrong.md"
        page.write_text(
            "`make nothing` and `aws sqs purge-queues --queue-url x`\n\n```sh\naws sqs purge-queue --queue x\n"
            "aws nothing do\nreceipts redrive --all\nfdnix veryfy\nInfrastructure/terraform output -raw Nothing\n"
            "make apply VARS='-var nothing=1'\n"
            "insights /aws/ecs/embeddings 'filter nothing = \"never said\"'\n```\n")
        found = " ".join(commands.faults(page))
        for words in ("no target nothing", "purge-queues: no such operation", "no argument --queue", "no such service",
                      "no --all", "no veryfy", "no output Nothing", "no variable nothing"):
            self.assertIn(words, found)
        (group, query), = commands.queries(page)
        self.assertEqual(len(logs.query_faults(group, query)), 2)
