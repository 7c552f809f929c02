"""What the suites of plans share."""

import json
import unittest
from typing import Any

import planning


class Planned(unittest.TestCase):
    """Reads plans; `usual` is as everything comes, `other` has each choice made the other way."""

    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        cls.usual, cls.other = planning.plan("usual"), planning.plan("other")

    def has(self, resource: planning.Resource, **values: Any) -> planning.Resource:
        """That a resource has these values; a value that is a dictionary is looked for in a block, or in JSON."""
        for name, wanted in values.items():
            told = resource.values.get(name)
            if isinstance(told, str) and isinstance(wanted, dict | list):
                told = json.loads(told)
            if isinstance(wanted, dict) and isinstance(told, list):
                blocks = [{key: block.get(key) for key in wanted} for block in told]
                self.assertIn(wanted, blocks, f"{resource.address}: {name}")
            elif isinstance(wanted, dict) and isinstance(told, dict):
                self.assertEqual({key: told.get(key) for key in wanted}, wanted, f"{resource.address}: {name}")
            else:
                self.assertEqual(told, wanted, f"{resource.address}: {name}")
        return resource

    def bucket(self, plan: planning.Plan, module: str, name: str, noncurrent: int, **expirations: int) -> None:
        """A bucket that is versioned, encrypted, closed, spoken to by TLS alone, and forgets as it says."""
        place = plan.one("aws_s3_bucket", bucket=name)
        prefix = place.address.removesuffix("aws_s3_bucket.this")
        self.assertEqual(place.module, module)
        part = {kind: plan.at(f"{prefix}aws_s3_bucket_{kind}.this") for kind in (
            "versioning", "server_side_encryption_configuration", "public_access_block", "policy",
            "lifecycle_configuration")}
        self.has(part["versioning"], versioning_configuration={"status": "Enabled"})
        rule = part["server_side_encryption_configuration"].values["rule"][0]
        self.assertEqual(rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"], "AES256")
        self.has(part["public_access_block"], block_public_acls=True, block_public_policy=True,
                 ignore_public_acls=True, restrict_public_buckets=True)
        statement, = json.loads(part["policy"].values["policy"])["Statement"]
        self.assertEqual((statement["Effect"], statement["Condition"]),
                         ("Deny", {"Bool": {"aws:SecureTransport": "false"}}))
        rules = {rule["id"]: rule for rule in part["lifecycle_configuration"].values["rule"]}
        first = rules.pop("noncurrent")
        self.assertEqual(first["noncurrent_version_expiration"][0]["noncurrent_days"], noncurrent)
        self.assertEqual(first["abort_incomplete_multipart_upload"][0]["days_after_initiation"], 2)
        self.assertEqual({rule["filter"][0]["prefix"]: rule["expiration"][0]["days"] for rule in rules.values()},
                         expirations)

    def queue(self, plan: planning.Plan, name: str, dead: str, receives: int, **values: Any) -> None:
        """A queue with its dead-letter queue, both encrypted and kept for 14 days."""
        found = self.has(plan.one("aws_sqs_queue", name=name), message_retention_seconds=1209600,
                         sqs_managed_sse_enabled=True, **values)
        self.has(plan.one("aws_sqs_queue", name=dead), message_retention_seconds=1209600, sqs_managed_sse_enabled=True)
        self.assertTrue(plan.unknown[found.address].get("redrive_policy"), "it names an ARN that is not there yet")
        self.redrives(found.address, receives)

    def redrives(self, address: str, receives: int) -> None:
        """How often a message is received, which the modules' text tells as the plan does not."""
        text = (planning.MODULES / "modules/receipts/queues.tf").read_text()
        self.assertRegex(text, rf"receives\s*=\s*{receives}\b", address)

    def alarms(self, plan: planning.Plan, module: str) -> dict[str, dict[str, Any]]:
        return {each.values["alarm_name"]: each.values for each in plan.all("aws_cloudwatch_metric_alarm", module)}
