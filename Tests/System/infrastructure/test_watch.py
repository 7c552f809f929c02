"""Alarms and dashboards: that what they look at is there, that they can be, and that each alarm has its page."""

import json
import re

import logs
import metrics
import planning
from case import Planned

PAGES = planning.ROOT / "Documentation/runbooks"
# What the plan has beside alarms that tells somebody: the budget.
BESIDE = {"README": {"monthly-budget"}}
HOUR, DAY = 3600, 86400


def anchors(page: str) -> set[str]:
    return set(re.findall(r'<a id="([\w-]+)"></a>', (PAGES / f"{page}.md").read_text()))


class Watched(Planned):
    def plans(self) -> list[planning.Plan]:
        return [self.usual, self.other]

    def alarms_of(self, plan: planning.Plan) -> list[dict]:
        return [each.values for each in plan.all("aws_cloudwatch_metric_alarm")]

    def boards(self, plan: planning.Plan) -> dict[str, list[dict]]:
        """The graphs of each dashboard whose text is known: that of a file system is not, before it is there."""
        return {each.module: json.loads(each.values["dashboard_body"])["widgets"]
                for each in plan.all("aws_cloudwatch_dashboard") if each.values.get("dashboard_body")}

    def asked(self, plan: planning.Plan) -> list[metrics.Metric]:
        graphs = [graph for board in self.boards(plan).values() for graph in board]
        return [metric for alarm in self.alarms_of(plan) for metric in metrics.of_alarm(alarm)] + [
            metric for graph in graphs for metric in metrics.of_graph(graph)]


class Pages(Watched):
    def test_every_alarm_names_its_page_and_every_page_has_its_alarm(self) -> None:
        for plan in self.plans():
            told: dict[str, set[str]] = {page: set(names) for page, names in BESIDE.items()}
            for alarm in self.alarms_of(plan):
                words = alarm["alarm_description"]
                found = re.fullmatch(r".{20,} \(Documentation/runbooks/(\w+)\.md#([\w-]+)\)", words)
                assert found, words
                self.assertTrue(alarm["alarm_name"].endswith(f"-{found[2]}"), alarm["alarm_name"])
                told.setdefault(found[1], set()).add(found[2])
            self.assertEqual(told, {path.stem: anchors(path.stem) for path in PAGES.glob("*.md")})

    def test_every_section_says_all_of_it(self) -> None:
        for path in sorted(PAGES.glob("*.md")):
            sections = re.split(r"^(?=<a id=)", path.read_text(), flags=re.M)[1:]
            for section in sections:
                for words in "**It means**", "**Look**", "**Do**", "**False**":
                    self.assertIn(words, section, f"{path.name}: {section[:60]}")

    def test_another_address_of_the_documentation(self) -> None:
        text = (planning.MODULES / "modules/alarms/main.tf").read_text()
        self.assertIn("(${var.runbook}#${each.key})", text)
        for system in "packages", "documents", "receipts":
            text = (planning.MODULES / f"modules/{system}/watch.tf").read_text()
            self.assertIn(f'"${{var.documentation}}/runbooks/{system}.md"', text)

    def test_the_event_names_its_page(self) -> None:
        rule = self.usual.one("aws_cloudwatch_event_rule", name="embed-documents-out-of-memory")
        self.assertTrue(rule.values["description"].endswith("/runbooks/documents.md#out-of-memory)"))


class Numbers(Watched):
    def test_every_metric_is_written_by_somebody(self) -> None:
        written = metrics.written()
        for plan in self.plans():
            told = {(rule["namespace"], rule["name"]) for each in plan.all("aws_cloudwatch_log_metric_filter")
                    for rule in each.values["metric_transformation"]}
            for metric in self.asked(plan):
                key = metric.namespace, metric.name
                if metric.namespace in metrics.AWS:
                    sets, names = metrics.AWS[metric.namespace]
                    self.assertIn(metric.name, names, metric)
                    self.assertIn(metric.dimensions, sets, metric)
                elif key in told:
                    self.assertEqual(metric.dimensions, frozenset(), metric)
                else:
                    self.assertIn(key, written, metric)
                    if metric.dimensions is not None:
                        self.assertIn(metric.dimensions, written[key], metric)

    def test_every_dimension_is_something_that_there_is(self) -> None:
        settings = logs.SOURCES / "Documents/Documents/Settings/LogSettings.swift"
        functions = logs.SOURCES / "Programs/embed-documents/Functions/DocumentFunctions.swift"
        self.assertIn('?? "ingestion-embeddings"', settings.read_text())
        self.assertIn('request.modelKey ?? "default"', functions.read_text())
        names = (logs.SOURCES / "Receipts/ReceiptModel/Keys/CollectionName.swift").read_text()
        collections = set(re.findall(r"^ +case (\w+)$", names, re.M))
        for plan in self.plans():
            there = {"v1", "ingestion-embeddings", "default"} | collections
            for kind, name in [("aws_sqs_queue", "name"), ("aws_lambda_function", "function_name"),
                               ("aws_ecs_cluster", "name"), ("aws_cloudwatch_event_rule", "name"),
                               ("aws_api_gateway_rest_api", "name"), ("aws_sfn_state_machine", "name")]:
                there |= {each.values[name] for each in plan.all(kind)}
            for metric in self.asked(plan):
                for value in metric.values:
                    self.assertIn(value.rsplit(":", 1)[-1], there, metric)

    def test_everything_that_is_counted_is_shown(self) -> None:
        shown = {(metric.namespace, metric.name) for plan in self.plans() for metric in self.asked(plan)}
        self.assertEqual(set(metrics.written()) - shown, set())
        cases = (logs.SOURCES / "Receipts/ReceiptEvents/ReceiptMetric.swift").read_text()
        self.assertEqual({name for space, name in metrics.written() if space == "EmbeddingWorkflow"},
                         set(re.findall(r'case \w+ = "(\w+)"', cases)))

    def test_dashboards_show_what_services_say(self) -> None:
        """What the contract of receipts lists beside the programs' own numbers."""
        shown = {(metric.namespace, metric.name) for graph in self.boards(self.other)["receipts"]
                 for metric in metrics.of_graph(graph)}
        self.assertLessEqual({("AWS/Lambda", "Invocations"), ("AWS/Lambda", "ConcurrentExecutions"),
                              ("AWS/SQS", "NumberOfMessagesSent"), ("AWS/SQS", "NumberOfMessagesDeleted")}, shown)
        text = (planning.MODULES / "modules/receipts/watch.tf").read_text()
        self.assertIn('for name in ["ClientConnections", "DataReadIOBytes", "DataWriteIOBytes"] : '
                      '{ metric = ["AWS/EFS", name, { FileSystemId = file.id }] }', text)

    def test_alarms_are_such_that_cloudwatch_takes_them(self) -> None:
        for plan in self.plans():
            for alarm in self.alarms_of(plan):
                queries = alarm["metric_query"]
                period = alarm["period"] or max(
                    (query["period"] or query["metric"][0]["period"]) for query in queries
                    if query["period"] or query["metric"])
                seconds = period * alarm["evaluation_periods"]
                self.assertEqual(period % 60, 0)
                self.assertLessEqual(seconds, DAY if period < HOUR else 7 * DAY, alarm["alarm_name"])
                self.assertLessEqual(sum(1 for query in queries if query["metric"]), 10, alarm["alarm_name"])
                if any("SELECT" in (query["expression"] or "") for query in queries):
                    self.assertLessEqual(seconds, 3 * HOUR, f"{alarm['alarm_name']}: queries see three hours")


class Lines(Watched):
    def ends(self) -> dict[str, dict]:
        """Last lines of runs of the indexer."""
        good = {"run_id": "r", "mode": "both", "exit_code": 0, "packages": 9, "embeddings": 9, "coverage": 1.0,
                "texts_requested": 0, "texts_failed": 0, "duration_s": 1.0}
        self.assertEqual(set(good), logs.last_line())
        few = {**good, "exit_code": 3, "embeddings": 5, "coverage": 0.5556}
        early = {**good, "exit_code": 1, "embeddings": 0, "coverage": 0.0}
        return {"good": good, "few": few, "early": early, "metadata": {**early, "exit_code": 0, "mode": "metadata"},
                "embedding": {**good, "mode": "embedding"}, "publish": {**early, "exit_code": 0, "mode": "publish"}}

    def test_the_coverage_is_that_of_runs_which_embedded(self) -> None:
        rule = self.usual.one("aws_cloudwatch_log_metric_filter", name="fdnix-coverage").values
        taken = {name for name, line in self.ends().items() if logs.matches(rule["pattern"], line)}
        self.assertEqual(taken, {"good", "few", "embedding"})
        self.assertFalse(logs.matches(rule["pattern"], {"level": "info", "message": "coverage"}))
        self.assertEqual(rule["metric_transformation"][0]["value"], "$.coverage")
        modes = (logs.SOURCES / "Packages/Indexer/Configuration/ProcessingMode.swift").read_text()
        for mode in re.findall(r'\$\.mode != "(\w+)"', rule["pattern"]):
            self.assertRegex(modes, rf"\b{mode}\b")

    def test_programs_say_what_filters_look_for(self) -> None:
        folders = {"published": "Packages/Indexer", "large": "Packages/Publishing", "fallback": "Packages/SearchAPI"}
        for plan in self.plans():
            groups = {each.values.get("name") for each in plan.all("aws_cloudwatch_log_group")}
            for each in plan.all("aws_cloudwatch_log_metric_filter"):
                self.assertIn(each.values["log_group_name"], groups)
                name = each.values["name"].removeprefix("fdnix-")
                if name == "coverage":
                    continue
                terms = re.findall(r'"([^"]+)"', each.values["pattern"])
                self.assertTrue(terms)
                for term in terms:
                    self.assertTrue(logs.matches(each.values["pattern"], {"message": f"so {term} then"}))
                    self.assertTrue(logs.says(folders[name], term), f"nothing in {folders[name]} says {term!r}")
                self.assertFalse(logs.matches(each.values["pattern"], {"message": "reading packages"}))

    def test_tasks_write_where_filters_look(self) -> None:
        groups = {each.values["name"]: each.values["log_group_name"]
                  for each in self.other.all("aws_cloudwatch_log_metric_filter")}
        self.assertEqual(groups["fdnix-coverage"], "/fdnix/embedding-generator", "of four tasks the one that embeds")
        self.assertEqual(groups["fdnix-published"], "/fdnix/nixpkgs-indexer", "of four tasks the last")
