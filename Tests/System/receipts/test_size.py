"""A collection of 100,000 vectors: one receipt is merged in little memory, and little is written."""

import json
from array import array

import bundles
import contract
import filling
import samples
from case import Local

COUNT, EACH = 100_000, 60
RESIDENT = 512 << 20


class Size(Local):
    dimensions = 1536

    def test_33_one_receipt_among_many(self):
        noise = array("f", (self.chance.random() - 0.5 for _ in range(1_000_000)))

        def vector(place: int) -> array:
            begin = place * 7919 % (len(noise) - self.dimensions)
            return noise[begin:begin + self.dimensions]

        filling.fill(self.objects.put, "words", filling.ids(COUNT, EACH), vector, self.dimensions, self.model)
        before = {key.rsplit("/", 1)[1] for key in self.objects.keys("words/snapshot/")}
        receipt = samples.receipt(1, items=20)
        self.submit(receipt)
        ended = self.drain()
        self.assertLess(ended.resident, RESIDENT, f"{ended.resident >> 20} MiB")
        version = bundles.pointer(self.objects.get, "words")
        manifest = json.loads(self.objects.get(f"words/snapshot/timestamped/{version}/manifest.json"))
        self.assertEqual(manifest["count"], COUNT + len(contract.records(receipt, "words")))
        new = [one for one in manifest["segments"] if one["file"] not in before]
        self.assertEqual(len(new), 1)
        self.assertLess(new[0]["bytes"], 0.05 * sum(one["bytes"] for one in manifest["segments"]))
        self.check_completed(receipt)
        id = self.record_id(receipt, self.words_of(receipt)[0])
        self.assertEqual(self.query("words", "--id", id, "-n", "1")[0]["id"], id)
