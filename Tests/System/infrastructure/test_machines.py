"""The state machines by their text: what AWS's own schema says, and that every state is reached and ends."""

import json
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import asl
import planning

MACHINES = [lambda: asl.packages("single"), lambda: asl.packages("four"), lambda: asl.documents(),
            lambda: asl.documents(items=5), lambda: asl.documents(fails=False)]


class Machines(unittest.TestCase):
    def test_every_state_is_reached_and_ends(self) -> None:
        for make in MACHINES:
            machine = make()
            with self.subTest(machine["name"]):
                self.assertEqual(asl.faults(machine), [])

    def test_the_check_sees_what_is_wrong(self) -> None:
        good = asl.documents()
        for change, words in [
            (lambda states: states["Notify"].update(Next="Nowhere"), "which is not there"),
            (lambda states: states["Are there any documents that need to be ingested?"].pop("Default"), "not reached"),
            (lambda states: states.update(Lone={"Type": "Succeed"}), "Lone is not reached"),
            (lambda states: states["Notify"].update(Next="Notify", Catch=[]), "never ends"),
            (lambda states: states["DistributedMap"].update(ToleratedFailurePercentage=200), "no share"),
            (lambda states: states["Notify"]["Retry"][0].update(IntervalSeconds=0), "AWS refuses"),
        ]:
            machine = json.loads(json.dumps(good))
            change(machine["States"])
            self.assertTrue(any(words in fault for fault in asl.faults(machine)), words)

    def test_awss_schema_takes_them(self) -> None:
        program = shutil.which("cfn-lint", path=f"{Path(sys.executable).parent}")
        if program is None:
            self.skipTest("there is no cfn-lint beside the interpreter: run Scripts/test-tools")
        resources = {}
        for number, make in enumerate(MACHINES):
            machine = {key: value for key, value in make().items() if key != "name"}
            resources[f"Machine{number}"] = {
                "Type": "AWS::StepFunctions::StateMachine",
                "Properties": {"RoleArn": "arn:aws:iam::000000000000:role/machine",
                               "DefinitionString": json.dumps(machine)}}
        template = planning.base() / "machines.json"
        template.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}))
        done = subprocess.run([program, "--format", "parseable", str(template)], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_packages_are_tried_again_by_cause(self) -> None:
        for form, phases in asl.PHASES.items():
            states = asl.packages(form)["States"]
            with self.subTest(form):
                self.assertEqual([name for name, state in states.items()
                                  if state.get("Resource", "").endswith("ecs:runTask.sync")], phases)
                for phase in phases:
                    self.assertEqual(states[f"{phase}: first try"]["Result"], {"tries": 0, "seconds": 300})
                    self.assertEqual([rule["Next"] for rule in states[phase]["Catch"]],
                                     ["Notify", f"{phase}: what failed?"])
                    self.assertNotIn("Retry", states[phase])
                self.assertEqual(states["Notify"]["Next"], "Failed")

    def test_documents_go_through_the_states_of_the_contract(self) -> None:
        machine = asl.documents()
        states = machine["States"]
        self.assertEqual(machine["StartAt"], "Vector store management task")
        self.assertEqual(states[machine["StartAt"]]["Next"], "Detect and identify documents for ingestion")
        self.assertEqual(states["Detect and identify documents for ingestion"]["ResultSelector"],
                         {"Payload.$": "$.Payload"})
        mapping = states["DistributedMap"]
        self.assertEqual((mapping["MaxConcurrency"], mapping["ToleratedFailurePercentage"]), (3, 100))
        self.assertEqual(mapping["ItemProcessor"]["ProcessorConfig"],
                         {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"})
        self.assertEqual(mapping["ItemReader"]["ReaderConfig"], {"InputType": "JSON"})
        self.assertNotIn("ItemBatcher", mapping)
        self.assertEqual(asl.documents(items=5)["States"]["DistributedMap"]["ItemBatcher"], {"MaxItemsPerBatch": 5})
        task = mapping["ItemProcessor"]["States"]["Generate embeddings from processed documents and store them"]
        self.assertEqual(task["TimeoutSeconds"], 21600)
        retry, = task["Retry"]
        self.assertEqual((retry["IntervalSeconds"], retry["BackoffRate"], retry["MaxAttempts"]), (30, 2, 2))
        names = [each["Name"] for each in task["Parameters"]["Overrides"]["ContainerOverrides"][0]["Environment"]]
        self.assertEqual(names, ["INPUT_JSON", "EXECUTION_NAME", "STATE_MACHINE_NAME"])
        self.assertNotIn("Did any document fail?", asl.documents(fails=False)["States"])
