"""The nightly pipeline in the emulator, with the indexer, and the search that answers from what it published."""

import unittest

import emulator
import needs
from executions import Alerts, Run, until

MACHINE = "fdnix-daily-pipeline"


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.aws = emulator.everything()
        cls.api = cls.aws.made.one("aws_api_gateway_rest_api").values["id"]

    def run_once(self, *codes: int) -> Run:
        """An execution whose tasks end by these codes; by the indexer itself where there is none."""
        self.aws.calls()
        self.aws.script("both", *codes)
        return Run(MACHINE).ended()

    def held(self) -> Run:
        """An execution whose task has begun, and takes three seconds."""
        mark = self.aws.folder / "both.held"
        mark.unlink(missing_ok=True)
        self.aws.script("both", 201)
        run = Run(MACHINE)
        self.assertTrue(until(mark.exists))
        return run

    def function(self, qualifier: str) -> dict:
        client = self.aws.client("lambda")
        return client.get_function_configuration(FunctionName="fdnix-search-api", Qualifier=qualifier)

    def test_what_is_published_is_what_the_search_answers_from(self) -> None:
        self.assertEqual(self.aws.ask(self.api, "v1/v1/search?q=ripgrep")[0], 503)
        run = self.run_once()
        self.assertEqual(run.status, "SUCCEEDED", run.calls)
        self.assertEqual(run.states[-1], "Published")
        call, = run.calls
        environment = call["environment"]
        self.assertEqual((call["arguments"], environment["PROCESSING_MODE"], environment["PUBLISH_LAYER"]),
                         (["index"], "both", "true"))
        layer, = self.aws.client("lambda").list_layer_versions(LayerName="fdnix-db-layer")["LayerVersions"]
        self.assertEqual([each["Arn"] for each in self.function("live")["Layers"]], [layer["LayerVersionArn"]])
        status, answer = self.aws.ask(self.api, "v1/v1/search?q=ripgrep")
        self.assertEqual((status, answer["packages"][0]["packageName"]), (200, "ripgrep"), answer)

    def test_too_little_coverage_is_told_and_not_tried_again(self) -> None:
        """With Bedrock's models, which fail for some texts."""
        self.aws.models({"failing": "library"})
        self.addCleanup(self.aws.models, {})
        self.aws.give("both", FDNIX_EMBEDDER="bedrock", BEDROCK_INFERENCE_MODE="ondemand",
                      BEDROCK_ONDEMAND_MAX_RPM="100000", BEDROCK_ROLE_ARN="arn:aws:iam::000000000000:role/batch")
        self.addCleanup(self.aws.give, "both")
        alerts = Alerts()
        run = self.run_once()
        self.assertEqual((run.status, [call["code"] for call in run.calls]), ("FAILED", [3]), run.calls)
        self.assertIn("FDNIX_MIN_COVERAGE", run.calls[0]["log"])
        self.assertEqual(until(alerts.heard), [f"{MACHINE} failed"])

    def test_a_lost_machine_is_tried_again(self) -> None:
        run = self.run_once(200, 137, 0)
        self.assertEqual((run.status, len(run.calls)), ("SUCCEEDED", 3))
        self.assertEqual(run.states.count("both: wait"), 2)

    def test_lost_again_and_again_it_is_told(self) -> None:
        alerts = Alerts()
        run = self.run_once(200, 200, 200)
        self.assertEqual((run.status, run.error, len(run.calls)), ("FAILED", "States.TaskFailed", 3))
        self.assertEqual(until(alerts.heard), [f"{MACHINE} failed"])

    def test_what_the_program_says_is_not_tried_again(self) -> None:
        """Too little coverage (3), settings that cannot be (2), a phase that failed (1)."""
        for code in 3, 2, 1:
            alerts = Alerts()
            run = self.run_once(code)
            self.assertEqual((run.status, len(run.calls)), ("FAILED", 1), code)
            self.assertIn(f'"ExitCode":{code}', run.cause)
            self.assertEqual(until(alerts.heard), [f"{MACHINE} failed"])

    def test_one_execution_at_a_time(self) -> None:
        first = self.held()
        second = Run(MACHINE).ended()
        self.assertEqual((second.status, second.states[-1]), ("SUCCEEDED", "Another execution is at work"))
        self.assertEqual(first.ended().status, "SUCCEEDED")

    def test_a_run_that_is_stopped_stops(self) -> None:
        run = self.held()
        run.stop()
        self.assertEqual(run.told()["status"], "ABORTED")
        # Its task is ended, and the next run is not held up by it.
        self.assertEqual([call["code"] for call in until(self.aws.calls)], [143])
        self.assertEqual(self.run_once(0).states[-1], "Published")
        self.assertEqual(run.told()["status"], "ABORTED")

    def test_the_schedule_may_start_it(self) -> None:
        schedule = self.aws.made.one("aws_scheduler_schedule", name="fdnix-daily-pipeline-trigger")
        self.assertEqual(schedule.values["target"][0]["arn"], needs.Place().arn("states", f"stateMachine:{MACHINE}"))
