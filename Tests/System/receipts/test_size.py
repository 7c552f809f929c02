"""A collection of 100,000 vectors: one receipt is merged in little memory, and little is written."""

import hashlib
from array import array

import bundles
import contract
import samples
import segments
from case import Local

COUNT, DIMENSIONS, RECEIPTS = 100_000, 1536, 1700
RESIDENT = 512 << 20


class Size(Local):
    dimensions = DIMENSIONS

    def fill(self) -> None:
        """A version of `words` whose vectors are made up."""
        each = COUNT // RECEIPTS
        noise = array("f", (self.chance.random() - 0.5 for _ in range(1_000_000)))
        receipts = [samples.image(self.chance) for _ in range(RECEIPTS)]
        shards: dict[int, list[tuple[str, str]]] = {}
        for number, image in enumerate(receipts):
            prefix = contract.receipt_prefix(image, 1)
            for word in range(each + (number < COUNT - each * RECEIPTS)):
                id = f"{prefix}#LINE#{word // 4:05}#WORD#{word % 4:05}"
                shards.setdefault(contract.shard(id, 64), []).append((id, image))
        version = "20260101_000000_000000_00000001"
        prefix = f"words/snapshot/timestamped/{version}"
        listed, sums = [], []
        for shard, ids in sorted(shards.items()):
            records = {}
            for id, image in ids:
                begin = self.chance.randrange(len(noise) - DIMENSIONS)
                records[id] = segments.Record("word", {"image_id": image, "receipt_id": 1, "text": "word"},
                                              noise[begin:begin + DIMENSIONS])
            ledger = {f"{image}#00001": {"run_id": "11111111-1111-4111-8111-111111111111", "count": each,
                                         "created_at": "2026-01-01T00:00:00.000000+00:00"} for _, image in ids}
            data = segments.write("words", DIMENSIONS, records, shard, ledger)
            digest, md5 = hashlib.sha256(data).hexdigest(), hashlib.md5(data).hexdigest()
            name = f"seg-{shard:03}-{digest[:16]}.seg"
            self.objects.put(f"{prefix}/{name}", data)
            listed.append({"file": name, "sha256": digest, "md5": md5, "bytes": len(data), "records": len(ids)})
            sums.append((md5, name, len(data)))
        manifest = segments.canonical({
            "schema": 1, "collection": "words", "version": version, "base_version": None, "model": self.model, "dims":
            DIMENSIONS, "text_format": "tagged-1", "shard_count": 64, "count": COUNT, "segments": listed,
            "created_at": "2026-01-01T00:00:00.000000+00:00"}).encode()
        self.objects.put(f"{prefix}/manifest.json", manifest)
        sums.append((hashlib.md5(manifest).hexdigest(), "manifest.json", len(manifest)))
        self.objects.put(f"{prefix}/.snapshot_hash", bundles.hash_file(sums))
        self.objects.put("words/snapshot/latest-pointer.txt", version.encode())

    def test_33_one_receipt_among_many(self):
        self.fill()
        before = set(self.objects.keys("words/snapshot/"))
        receipt = samples.receipt(1, items=20)
        self.submit(receipt)
        ended = self.drain()
        self.assertLess(ended.resident, RESIDENT, f"{ended.resident >> 20} MiB")
        version = bundles.pointer(self.objects.get, "words")
        manifest = segments.json.loads(self.objects.get(f"words/snapshot/timestamped/{version}/manifest.json"))
        self.assertEqual(manifest["count"], COUNT + len(contract.records(receipt, "words")))
        old = {key.rsplit("/", 1)[1] for key in before}
        new = [one for one in manifest["segments"] if one["file"] not in old]
        self.assertEqual(len(new), 1)
        self.assertLess(new[0]["bytes"], 0.05 * sum(one["bytes"] for one in manifest["segments"]))
        self.check_completed(receipt)
        id = self.record_id(receipt, self.words_of(receipt)[0])
        self.assertEqual(self.query("words", "--id", id, "-n", "1")[0]["id"], id)
