"""Where something was bought, found by the worker that is a function of AWS."""

import os
import random
import time

import contract
import samples
from clients import client
from cloud import Cloud
from samples import SHOP, shown
from stubs import PLACES_KEY, place


class Merchants(Cloud):
    def item(self, receipt: samples.Receipt) -> dict | None:
        return self.get_item(receipt.partition, f"{receipt.sort}#METADATA")

    def test_11_places_with_a_key_from_a_secret(self):
        secrets = client("secretsmanager", os.environ["FDNIX_TEST_MOTO"])
        arn = secrets.create_secret(Name=f"places-{self.mark}", SecretString=PLACES_KEY)["ARN"]
        self.stub.places["+14155550123"] = [
            place("place-1", SHOP, "12 Elm St, Springfield, IL 62704, USA", "(415) 555-0123")]
        first, second, matched = receipts = [shown(number) for number in range(1, 4)]
        by_hand = self.merchant(matched, "By hand")
        self.put_item(by_hand)
        self.put_files(*receipts)
        more = {"GOOGLE_PLACES_API_KEY_SECRET_ARN": arn, "MIN_FIELDS_FOR_MATCH": "3", "MIN_FIELDS_FOR_UNSURE": "2"}
        for receipt in receipts:
            reply = self.invoke("embed-worker", self.event(receipt.message(self.artifacts.name)), **more)
            self.assertEqual(reply, {"batchItemFailures": []})
        # The second receipt of the shop asks nobody, nor does the one whose shop is known.
        self.assertEqual(len(self.stub.of("findplacefromtext")), 1)
        item = self.item(first)
        self.assertEqual({name: item[name] for name in ("merchant_name", "place_id", "validated_by",
                                                        "validation_status", "matched_fields")},
                         {"merchant_name": SHOP, "place_id": "place-1", "validated_by": "PHONE_LOOKUP",
                          "validation_status": "MATCHED", "matched_fields": {"name", "phone", "address"}})
        self.assertEqual(self.item(second)["place_id"], "place-1")
        self.assertEqual(self.item(matched), by_hand)
        cached, = [item for item in self.items() if item["PK"] == "PLACES#PHONE"]
        self.assertAlmostEqual(cached["time_to_live"], time.time() + 30 * 86400, delta=3600)
        self.pump(**more)
        self.check_collections(*receipts, merchants={
            contract.receipt_prefix(one.image_id, 1): self.item(one) for one in receipts})
        log = self.function("embed-worker").log
        for secret in ("555-0123", "4155550123", PLACES_KEY, "12 Elm", "12 ELM"):
            self.assertNotIn(secret, log)

    def test_11_a_receipt_that_is_the_same(self):
        known, new = shown(1), shown(1, image_id=samples.image(random.Random(99)))
        self.put_item(self.merchant(known, SHOP))
        self.embedded(known)
        self.pump()
        self.put_files(new)
        # A process of its own: one that looked a moment ago looks again after a minute.
        self.invoke("embed-worker", self.event(new.message(self.artifacts.name)), "later")
        self.pump()
        item = self.item(new)
        self.assertEqual((item["merchant_name"], item["place_id"], item["validated_by"]),
                         (SHOP, f"place-{SHOP}", "INFERENCE"))
        self.check_collections(known, new, merchants={
            contract.receipt_prefix(one.image_id, 1): self.item(one) for one in (known, new)})
