"""Everything is made in an emulator of AWS, and found unchanged by a second plan."""

import json
import unittest

import emulator
import needs
import planning
import policy
import variants


class Made(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls) -> None:
        cls.aws = emulator.everything()

    def test_a_second_plan_changes_nothing(self) -> None:
        file = planning.base() / "second.tfplan"
        self.aws.terraform("plan", f"-out={file}")
        shown = json.loads(planning.terraform("show", "-json", str(file)))
        unexpected = []
        for change in shown["resource_changes"]:
            before, after = change["change"]["before"] or {}, change["change"]["after"] or {}
            if change["change"]["actions"] == ["no-op"] or change["mode"] == "data":
                continue
            unknown = change["change"]["after_unknown"]
            names = {name for name in {*before, *after} if before.get(name) != after.get(name) and name not in unknown}
            allowed = emulator.DIFFERENCES.get(change["type"], emulator.Difference("", set()))
            if not names <= allowed.attributes:
                unexpected.append(f"{change['address']}: {sorted(names - allowed.attributes)}")
        self.assertEqual(unexpected, [])

    def test_alarms_are_as_planned(self) -> None:
        pages = self.aws.client("cloudwatch").get_paginator("describe_alarms").paginate()
        stored = {alarm["AlarmName"]: alarm for page in pages for alarm in page["MetricAlarms"]}
        planned = {each.values["alarm_name"]: each.values
                   for each in planning.plan("usual").all("aws_cloudwatch_metric_alarm")}
        self.assertEqual(set(stored), set(planned))
        for name, alarm in stored.items():
            wanted = planned[name]
            self.assertEqual(
                (alarm["AlarmActions"], alarm["ActionsEnabled"], alarm["Threshold"], alarm["TreatMissingData"]),
                (wanted["alarm_actions"], True, wanted["threshold"], wanted["treat_missing_data"]), name)

    def test_policies_with_ids_are_needed_and_enough(self) -> None:
        self.assertEqual(policy.unread(self.aws.made), set())
        roles = policy.roles(self.aws.made)
        wanted = {name: role.all for name, role in variants.needed("usual").items()}
        files = tuple(self.aws.made.one(f"aws_efs_{kind}").values["arn"] for kind in ("file_system", "access_point"))
        for function in self.aws.made.all("aws_lambda_function"):
            name, inside = function.values["function_name"], function.values["vpc_config"]
            if inside:
                ids = {"subnet": inside[0]["subnet_ids"], "security-group": inside[0]["security_group_ids"]}
                mounted = files if function.values["file_system_config"] else None
                wanted[name] = wanted[name] + needs.network(variants.HERE, ids, mounted)
        missing = [f"{name}: {request}" for name, requests in wanted.items() for request in requests
                   if not roles[name].may(request)]
        self.assertEqual(missing, [])
        found = [fault for name, role in roles.items() for fault in policy.idle(role, wanted[name])]
        self.assertEqual(found, [])
