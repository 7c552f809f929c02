"""Policies against requests that were really made: nothing that a role asked is denied, and each statement is asked
for. What AWS itself does as a role is not seen by anybody, and what no suite asks has its reason in seen.UNSEEN."""

import unittest
from collections.abc import Iterator

import policy
import seen
import variants
from case import Planned

#: What the roles of each system begin with. A system whose suites did not run has asked nothing.
SYSTEMS = {"packages": ("fdnix-",), "documents": ("embed-documents-",),
           "receipts": ("receipts-", "shop-", "upload-images-")}


@unittest.skipUnless(seen.path(), "no requests were recorded: run the suites with FDNIX_REQUESTS=FILE, then this")
class Seen(Planned):
    def plans(self, system: str) -> Iterator[tuple[str, dict[str, policy.Role], dict[str, list[policy.Request]]]]:
        """Each plan: its name, the roles of a system, and what they asked."""
        for variant, plan in ("usual", self.usual), ("other", self.other):
            asked = seen.asked(variant)
            if not any(role.startswith(SYSTEMS[system]) for role in asked):
                self.skipTest(f"no requests of {system} were recorded: run its suite with FDNIX_REQUESTS=FILE")
            roles = {name: role for name, role in policy.roles(plan).items() if name.startswith(SYSTEMS[system])}
            yield variant, roles, asked

    def denied(self, system: str) -> None:
        for variant, roles, asked in self.plans(system):
            found = [f"{name}: {request}" for name, requests in asked.items() if name.startswith(SYSTEMS[system])
                     for request in requests if name not in roles or not roles[name].may(request)]
            self.assertEqual(found, [], variant)

    def unasked(self, system: str) -> None:
        for variant, roles, asked in self.plans(system):
            needed = variants.needed(variant)
            found = []
            for name, role in roles.items():
                unseen = [each for each in needed[name].asked if seen.told(seen.UNSEEN, name, each)]
                found += policy.idle(role, asked.get(name, []) + needed[name].served + unseen)
            self.assertEqual(found, [], variant)

    def test_packages_are_denied_nothing(self) -> None:
        self.denied("packages")

    def test_documents_are_denied_nothing(self) -> None:
        self.denied("documents")

    def test_receipts_are_denied_nothing(self) -> None:
        self.denied("receipts")

    def test_packages_ask_for_every_statement(self) -> None:
        self.unasked("packages")

    def test_documents_ask_for_every_statement(self) -> None:
        self.unasked("documents")

    def test_receipts_ask_for_every_statement(self) -> None:
        self.unasked("receipts")

    def test_every_role_that_asked_is_in_a_plan(self) -> None:
        names = {name for variant in ("usual", "other") for name in variants.needed(variant)}
        self.assertEqual({role for role, _ in seen.recorded()} - names, set())

    def test_a_request_is_left_out_of_one_plan_at_most(self) -> None:
        for role, request in seen.recorded():
            why = [seen.told(seen.ABSENT[variant], seen.renamed(role, variant), each)
                   for variant in ("usual", "other") for each in seen.placed(role, request, variant)]
            self.assertFalse(why and all(why), f"{role}: {request}: {why}")

    def test_what_is_said_to_be_unseen_is(self) -> None:
        """A reason that is out of date hides what nobody asks."""
        seen_ones = seen.recorded()
        for rule in seen.UNSEEN:
            self.assertFalse([f"{role}: {request}" for role, request in seen_ones if seen.told([rule], role, request)],
                             rule)
