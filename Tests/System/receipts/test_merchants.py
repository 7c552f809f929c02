"""Where something was bought: by Places, by receipts that are alike, or not known."""

import json

import anchors
import contract
import samples
from case import Local
from samples import SHOP, shown
from stubbed import Stubbed
from stubs import PLACES_KEY, place


class Places(Stubbed):
    has_places = True

    def shop(self, address: str = "12 Elm St, Springfield, IL 62704, USA", **more: object) -> dict:
        return place("place-1", SHOP, address, "(415) 555-0123", **more)

    def item(self, receipt: samples.Receipt) -> dict | None:
        return self.get_item(receipt.partition, f"{receipt.sort}#METADATA")

    def check_merchant(self, receipt: samples.Receipt, name: str, place_id: str, by: str) -> dict:
        item = self.item(receipt)
        self.assertIsNotNone(item, self.stderr)
        own = f"{receipt.partition}#{receipt.sort}#METADATA"
        wanted = {
            "merchant_name": name, "place_id": place_id, "validated_by": by, "TYPE": "RECEIPT_METADATA", "GSI1PK":
            f"MERCHANT#{name.upper().replace(' ', '_')}", "GSI1SK": own, "GSI2PK": f"PLACE#{place_id}", "GSI2SK": own,
            "GSI3PK": "MERCHANT_VALIDATION", "GSI3SK": f"STATUS#{item['validation_status']}"}
        self.assertEqual({key: item.get(key) for key in wanted}, wanted)
        self.assertTrue(contract.is_time(item["timestamp"]))
        for collection in ("lines", "words"):
            own_ids = contract.records(receipt, collection)
            for id, record in self.latest(collection).records.items():
                if id in own_ids:
                    self.assertEqual(contract.without_times(record.metadata), contract.owned(
                        own_ids[id].metadata, item, [] if collection == "words" else None))
        return item

    def test_11_a_telephone_number(self):
        self.stub.places["+14155550123"] = [self.shop()]
        receipt = shown(1)
        self.sent(receipt)
        item = self.check_merchant(receipt, SHOP, "place-1", "PHONE_LOOKUP")
        self.assertEqual((item["validation_status"], item["matched_fields"]), ("MATCHED", {"name", "phone", "address"}))
        self.assertTrue(self.logged("Merchant resolved: tier="), self.stderr)
        cached = self.get_item("PLACES#PHONE", "VALUE#" + cached_phone(self))
        self.assertIsNotNone(cached)
        self.assertGreater(cached["time_to_live"], 0)
        # Another receipt of the same shop asks nobody.
        asked = len([call for call in self.stub.calls if call.name != "embeddings"])
        other = shown(2)
        self.sent(other)
        self.check_merchant(other, SHOP, "place-1", "PHONE_LOOKUP")
        self.assertEqual(len([call for call in self.stub.calls if call.name != "embeddings"]), asked)
        for secret in ("555-0123", "4155550123", PLACES_KEY, "12 Elm", "12 ELM"):
            self.assertNotIn(secret, self.stderr)

    def test_11_another_state(self):
        self.stub.places["+14155550123"] = [self.shop("5 Main St, Portland, OR 97205, USA")]
        receipt = shown(1)
        self.sent(receipt)
        self.assertIsNone(self.item(receipt))
        self.check_collections(receipt)

    def test_11_a_road_is_not_a_shop(self):
        self.stub.places["+14155550123"] = [self.shop(types=["route"])]
        receipt = shown(1)
        self.sent(receipt)
        self.assertIsNone(self.item(receipt))

    def test_11_an_address(self):
        self.stub.places[anchors.address("12 Elm Street, Springfield, IL 62704").lower()] = [self.shop()]
        receipt = shown(1, phone="")
        self.sent(receipt)
        self.check_merchant(receipt, SHOP, "place-1", "ADDRESS_LOOKUP")

    def test_11_the_topmost_line(self):
        self.stub.places[SHOP.lower()] = [self.shop()]
        receipt = shown(1, phone="")
        self.sent(receipt)
        self.check_merchant(receipt, SHOP, "place-1", "TEXT_SEARCH")

    def test_11_places_out_of_order(self):
        self.stub.places_down = True
        receipt = shown(1)
        self.sent(receipt)
        self.check_completed(receipt)
        self.check_collections(receipt)
        self.assertIsNone(self.item(receipt))

    def test_11_what_somebody_matched_stays(self):
        self.stub.places["+14155550123"] = [self.shop()]
        receipt = shown(1)
        item = self.merchant(receipt, "By hand")
        self.put_item(item)
        self.sent(receipt)
        self.assertEqual(self.item(receipt), item)
        wanted = contract.records(receipt, "lines")
        for id, record in self.latest("lines").records.items():
            self.assertEqual(contract.without_times(record.metadata), contract.owned(wanted[id].metadata, item, None))

    def test_what_is_not_sure_enough_is_not_known(self):
        # A telephone number's 95 is not enough where 100 is wanted and the name is not on the receipt.
        self.stub.places["+14155550123"] = [self.shop()]
        receipt = shown(1, top="unreadable")
        self.sent(receipt, MERCHANT_MIN_CONFIDENCE="100")
        self.assertIsNone(self.item(receipt))


def cached_phone(case: Places) -> str:
    """The key of the telephone number in the cache: digits and the signs of its form, `_` in front to a width of 30."""
    for form in ("(415)555-0123", "4155550123", "+14155550123"):
        key = form.replace("+", "").rjust(30, "_")
        if case.get_item("PLACES#PHONE", f"VALUE#{key}"):
            return key
    return "nothing"


class Alike(Local):
    def test_11_a_receipt_that_is_the_same(self):
        known, new = shown(1, receipt_id=1), shown(1, receipt_id=1, image_id=samples.image(samples.random.Random(99)))
        self.put_item(self.merchant(known, SHOP))
        self.sent(known)
        self.sent(new)
        item = self.get_item(new.partition, f"{new.sort}#METADATA")
        self.assertIsNotNone(item, self.stderr)
        self.assertEqual((item["merchant_name"], item["place_id"], item["validated_by"]),
                         (SHOP, f"place-{SHOP}", "INFERENCE"))
        self.assertEqual({record.metadata["merchant_name"] for record in self.latest("lines").records.values()}, {SHOP})

    def test_nobody_alike(self):
        known, new = shown(1), samples.receipt(50, shop="Quiet Otter Books")
        self.put_item(self.merchant(known, SHOP))
        self.sent(known)
        self.sent(new)
        self.assertIsNone(self.get_item(new.partition, f"{new.sort}#METADATA"))

    def test_how_often_a_shop_is_right(self):
        """Two receipts of one shop, one of another, and one whose shop is on it in no way."""
        receipts = [(shown(1), SHOP), (shown(2), SHOP),
                    (samples.receipt(50, shop="Quiet Otter Books"), "Quiet Otter Books"),
                    (shown(3, phone="", top="unreadable"), "Zinc Kettle")]
        folder, truth = self.folder / "receipts", self.folder / "truth.ndjson"
        for receipt, _ in receipts:
            place = folder / receipt.image_id / f"receipt-{receipt.receipt_id:05}"
            place.mkdir(parents=True)
            (place / "lines.ndjson").write_bytes(receipt.lines_file)
            (place / "words.ndjson").write_bytes(receipt.words_file)
        truth.write_text("".join(json.dumps({"image_id": receipt.image_id, "receipt_id": receipt.receipt_id,
                                             "merchant_name": name}) + "\n" for receipt, name in receipts))
        command = ("evaluate", "--receipts", str(folder), "--truth", str(truth))
        told = json.loads(self.call(*command, "--json").out)
        # Without Places nobody knows of the first that is alike; by its address the last one is taken for another's.
        self.assertEqual({way: {name: figures[name] for name in ("receipts", "right", "wrong", "unknown", "tiers")}
                          for way, figures in told.items()}, {
            "without_places": {"receipts": 4, "right": 2, "wrong": 0, "unknown": 2,
                               "tiers": {"similarity": {"right": 2, "wrong": 0}}},
            "with_places": {"receipts": 4, "right": 3, "wrong": 1, "unknown": 0, "tiers": {
                "phone": {"right": 3, "wrong": 0}, "address": {"right": 0, "wrong": 1}}}})
        self.assertEqual(json.loads(self.call(*command).out), told)
        self.assertFalse(self.data.exists())
