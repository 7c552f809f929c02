"""What a month costs: the page is what its script makes of the plan, and the script counts what it should."""

import json
import subprocess
import sys

import metrics
import planning
from case import Planned

COSTS = planning.MODULES / "costs"
sys.path.insert(0, str(COSTS))
import bill  # noqa: E402
import usage  # noqa: E402


def resources(variant: str) -> list[bill.Resource]:
    return bill.resources(json.loads(planning.shown(variant)))


def total(found: list[bill.Resource], size: str) -> float:
    return sum(line.usd for line in bill.lines(found, size))


def changed(found: list[bill.Resource], address: str, **values: object) -> list[bill.Resource]:
    """The same plan, with other values of one resource."""
    assert address in [each.address for each in found], address
    return [each._replace(values={**each.values, **values}) if each.address == address else each for each in found]


class Costs(Planned):
    def test_the_page_is_what_the_script_makes(self) -> None:
        plan = planning.shown("usual")
        made = subprocess.run([COSTS / "page"], input=plan, capture_output=True, text=True, check=True)
        page = (planning.ROOT / "Documentation/costs.md").read_text()
        self.assertEqual(made.stdout, page, "write it again: its head says how")

    def test_every_type_of_resource_is_billed_or_free(self) -> None:
        self.assertEqual(set(bill.BILLED) & bill.FREE, set())
        for variant in planning.VARIANTS:
            self.assertGreater(total(resources(variant), "small"), total(resources(variant), "at rest"))
        strange = [*resources("usual"), bill.Resource("module.packages.aws_gold_bar.this", "aws_gold_bar", {})]
        with self.assertRaisesRegex(bill.Unpriced, "aws_gold_bar"):
            bill.lines(strange, "small")

    def test_a_task_twice_as_large_costs_twice_as_much(self) -> None:
        found = resources("usual")
        address = "module.documents[0].module.task.aws_ecs_task_definition.this"
        hours = 1000 * 60 / 3600  # a thousand tasks of the least time that is counted
        more = total(changed(found, address, cpu="16384", memory="65536"), "small") - total(found, "small")
        self.assertAlmostEqual(more, hours * (8 * 0.03238 + 32 * 0.00356), places=6)
        self.assertEqual(total(changed(found, address, cpu="16384"), "at rest"), total(found, "at rest"))

    def test_memory_of_a_function_and_retention_of_a_log(self) -> None:
        found = resources("usual")
        address = "module.packages[0].module.search.aws_lambda_function.this"
        more = total(changed(found, address, memory_size=2048), "medium") - total(found, "medium")
        self.assertAlmostEqual(more, 1_000_000 * 0.01 * 0.0000166667, places=6)
        address = "module.documents[0].aws_cloudwatch_log_group.tasks"
        more = total(changed(found, address, retention_in_days=37), "large") - total(found, "large")
        self.assertAlmostEqual(more, 2.1 * 0.03, places=6)

    def test_the_network_of_a_plan_without_endpoints(self) -> None:
        """Eighteen ways into two zones, less one NAT gateway and its address more."""
        usual, other = (sum(line.usd for line in bill.lines(resources(variant), "at rest") if line.service == "Network")
                        for variant in ("usual", "other"))
        self.assertAlmostEqual(usual - other, 730 * (18 * 0.01 - 0.045 - 0.005), places=6)

    def test_every_number_and_every_price_is_used(self) -> None:
        text = (COSTS / "usage.py").read_text() + (COSTS / "bill.py").read_text()
        for name in usage.NUMBERS:
            self.assertIn(f'"{name}"', text, name)
        used = {line.price for variant in planning.VARIANTS for line in bill.lines(resources(variant), "large")}
        self.assertEqual(used, set(bill.PRICES))
        for name, price in bill.PRICES.items():
            self.assertGreater(price["usd"], 0, name)
            self.assertTrue(price["page"].startswith("https://"), name)

    def test_metrics_that_are_paid_are_those_that_are_written(self) -> None:
        """A receipt's metric with a collection is two, one a collection; a document's is of one model."""
        found = {"EmbedDocuments": 0, "EmbeddingWorkflow": 0}
        for (namespace, _), sets in metrics.written().items():
            found[namespace] += sum(2 if dimensions == {"collection"} else 1 for dimensions in sets)
        paid = usage.WORKLOADS["custom_metrics"]
        self.assertEqual((paid["documents"], paid["receipts"]), tuple(found.values()))
