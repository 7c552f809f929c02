"""After all that was done, nothing was refused, and everything is taken down."""

import unittest

import emulator


class TakenDown(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.aws = emulator.everything()


    def test_1_nothing_was_refused(self) -> None:
        self.assertEqual(self.aws.refused(), [])

    def test_2_nothing_is_left(self) -> None:
        self.aws.terraform("destroy", "-auto-approve", "-refresh=false")
        self.aws.__dict__.pop("made", None)
        self.assertEqual([resource.address for resource in self.aws.made.resources], [])
        self.assertEqual(self.aws.client("s3").list_buckets()["Buckets"], [])
        self.assertEqual(self.aws.client("lambda").list_functions()["Functions"], [])
        self.assertEqual(self.aws.client("stepfunctions").list_state_machines()["stateMachines"], [])
        self.assertEqual(self.aws.client("iam").list_roles()["Roles"], [])
        self.assertEqual(self.aws.client("dynamodb").list_tables()["TableNames"], [])
