"""What commands print as JSON says what was written, to the last character and the last bit."""

import json
import random

import contract
import samples
from case import BOTH, Local, close
from items import plain

AWKWARD = ["\"quoted\"", "back\\slash", "</b>", "\u2028", "\u202eleft", "\x01\x1f\x7f", "\t", "é", "e\u0301", "☺",
           "👩‍🍳", "\ufeffmark", "null", "1e400", "-0.0", "{\"a\":1}"]
#: Each of DynamoDB's types; numbers have up to 38 digits and are no doubles.
ATTRIBUTES = {
    "text": {"S": "".join(AWKWARD)}, "empty": {"S": ""}, "large": {"N": "12345678901234567890123456789012345678"},
    "small": {"N": "-0.00000000000000000000000000000000000001"}, "half": {"N": "0.5"}, "bytes": {"B": "AP/+"},
    "yes": {"BOOL": True}, "no": {"BOOL": False}, "nothing": {"NULL": True}, "texts": {"SS": ["a", "☺"]},
    "numbers": {"NS": ["1", "2.5"]}, "many": {"BS": ["AA==", "AQ=="]},
    "list": {"L": [{"S": "x"}, {"L": []}, {"M": {}}]},
    "map": {"M": {"a key with \" and \\": {"M": {"": {"N": "7"}}}}},
}


def awkward(**more: object) -> samples.Receipt:
    """A receipt whose texts are hard to write."""
    lines = [["Lantern", *AWKWARD[:8]], [*AWKWARD[8:], "end"]]
    return samples.written(random.Random(7), lines, **more)


class RoundTrips(Local):
    def test_14_an_item_of_every_type(self):
        item = {"PK": {"S": "IMAGE#x"}, "SK": {"S": "an item of nobody's ☺"}, **ATTRIBUTES}
        self.call("item", "put", stdin=json.dumps(item))
        told = json.loads(self.call("item", "get", "IMAGE#x", "an item of nobody's ☺").out)
        self.assertEqual(unordered(told), unordered(item))
        # What was told is taken, and told again.
        self.call("item", "put", stdin=json.dumps(told))
        self.assertEqual(json.loads(self.call("item", "get", "IMAGE#x", item["SK"]["S"]).out), told)

    def test_14_records_and_matches(self):
        receipt = awkward()
        self.sent(receipt)
        for collection in BOTH:
            wanted, stored = contract.records(receipt, collection), self.latest(collection).records
            self.assertEqual(set(stored), set(wanted))
            told = {row["id"]: row for row in self.vector(collection, *stored)}
            self.assertEqual(set(told), set(stored))
            for id, record in stored.items():
                row = told[id]
                self.assertEqual((row["document"], row["metadata"]), (wanted[id].document, record.metadata), id)
                # Numbers of 32 bits: read back into them they are the same ones.
                self.assertEqual(type(record.vector)(record.vector.typecode, row["embedding"]), record.vector, id)
                self.check_record(id, record, wanted[id])
            first = next(iter(stored))
            matches = {match["id"]: match for match in self.query(
                collection, "--id", first, "-n", str(len(stored)), "--exact", "--json")}
            self.assertEqual(set(matches), set(stored))
            for id, match in matches.items():
                self.assertEqual((match["document"], match["metadata"]), (told[id]["document"], told[id]["metadata"]))
                distance = sum((a - b) ** 2 for a, b in zip(told[first]["embedding"], told[id]["embedding"]))
                self.assertTrue(close([match["distance"]], [distance]), (id, match["distance"], distance))

    def test_14_runs(self):
        good, bad = awkward(), samples.receipt(2)
        self.sent(good)
        self.put_run(bad, "99999999-1111-4111-8111-111111111111", model="another \"model\" \\ ☺")
        self.drain(code=None)
        for receipt in (good, bad):
            run = self.run_of(receipt)
            item = self.get_item(run["PK"], run["SK"])
            self.assertEqual(run, item)
        self.assertIn("another \"model\" \\ ☺", self.run_of(bad)["lines_error"])
        listed = self.rows(self.call("runs", "--json"))
        self.assertEqual(sorted(run["run_id"] for run in listed),
                         sorted(self.run_of(receipt)["run_id"] for receipt in (good, bad)))
        self.assertEqual(listed, [self.get_item(run["PK"], run["SK"]) for run in listed])

    def test_14_where(self):
        receipt = awkward()
        name = "".join(AWKWARD)
        item = self.merchant(receipt, name, address=f"1 {name}", phone_number="+1 (415) 555-0100", reasoning=name,
                             validated_by="PHONE_LOOKUP")
        self.put_item(item)
        told = json.loads(self.call("where", receipt.image_id, str(receipt.receipt_id), "--json").out)
        self.assertEqual(told, {key: item[key] for key in told})
        self.assertEqual(set(told), {"merchant_name", "address", "phone_number", "place_id", "validation_status",
                                     "validated_by", "reasoning"})
        self.assertEqual(plain(json.loads(self.call("item", "get", item["PK"], item["SK"]).out)), item)


def unordered(item: dict) -> dict:
    """An item whose sets have an order."""
    return {name: {kind: sorted(content) if kind in ("SS", "NS", "BS") else content for kind, content in typed.items()}
            for name, typed in item.items()}
