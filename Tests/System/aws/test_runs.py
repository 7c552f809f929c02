"""Runs with a bucket: what is uploaded, what moves, what stays where something fails."""

import hashlib
import json
import shutil
import unittest

from case import KEYS, LAYER, ROLE, Program, bedrock, client


class Runs(Program):
    def test_a_run_fills_its_folder_and_leads_there(self):
        last = self.index(ARTIFACTS_BUCKET=self.bucket)
        latest = self.document("snapshots/latest.json") if "snapshots/latest.json" in self.keys() else None
        self.assertEqual(latest and latest["run_id"], last["run_id"])
        manifest = self.document(latest["manifest_key"])
        self.assertEqual(manifest["packages"], 120)
        for artifact in manifest["artifacts"]:
            body = self.s3.get_object(Bucket=self.bucket, Key=artifact["key"])["Body"].read()
            self.assertEqual((len(body), hashlib.sha256(body).hexdigest()), (artifact["bytes"], artifact["sha256"]))
        for alias in ("fdnix-data.duckdb", "fdnix.duckdb", "cache/fdnix-vectors.duckdb"):
            self.assertIn(alias, self.keys())

    def test_too_many_packages_gone_moves_nothing(self):
        self.index(ARTIFACTS_BUCKET=self.bucket)
        before = self.document("snapshots/latest.json")
        self.packages(range(20))
        shutil.rmtree(self.folder / "out")
        self.index(code=1, ARTIFACTS_BUCKET=self.bucket)
        self.assertIn("FDNIX_MAX_SHRINK", self.log)
        self.assertEqual(self.document("snapshots/latest.json"), before)

    def test_variables_are_checked_before_any_work(self):
        done = self.fdnix("index", code=2, DUCKDB_DATA_KEY="x", PUBLISH_LAYER="true", BEDROCK_MODEL_ID="nobody.knows")
        for words in ("S3 upload requested but missing envs: ARTIFACTS_BUCKET", "Layer publish requested but missing",
                      "BEDROCK_MODEL_ID"):
            self.assertIn(words, done.stderr)
        self.assertEqual(self.keys(), [])

    def test_the_layer_is_published_once(self):
        variables = {"ARTIFACTS_BUCKET": self.bucket, "PUBLISH_LAYER": "true", "LAYER_ARN": LAYER,
                     "DUCKDB_MINIFIED_KEY": "snapshots/fdnix.duckdb", "DUCKDB_DATA_KEY": "snapshots/fdnix-data.duckdb"}
        # A layer in which the commonest queries find nothing would be refused.
        self.fdnix("index", "--source", "sample", "--output", self.folder / "out", **variables)
        versions = client("lambda").list_layer_versions(LayerName=LAYER)["LayerVersions"]
        self.assertEqual(versions[0]["CompatibleRuntimes"], ["provided.al2023"])
        count = len(versions)
        self.fdnix("publish", "--output", self.folder / "out", **variables)
        self.assertEqual(len(client("lambda").list_layer_versions(LayerName=LAYER)["LayerVersions"]), count)


class Bedrock(Program):
    def test_on_demand_and_the_next_run_asks_nothing(self):
        bedrock({})
        variables = {"ARTIFACTS_BUCKET": self.bucket, "BEDROCK_INFERENCE_MODE": "ondemand",
                     "BEDROCK_ONDEMAND_MAX_RPM": "100000"}
        first = self.index(**variables)
        self.assertEqual((first["embeddings"], first["texts_failed"]), (120, 0))
        self.assertLessEqual(max(bedrock()["texts"].values()), 1)
        calls = bedrock()["calls"]["InvokeModel"]
        # On another machine: what was embedded comes from the bucket.
        shutil.rmtree(self.folder / "out")
        second = self.index(**variables)
        self.assertEqual((second["embeddings"], second["texts_requested"]), (120, 0))
        self.assertEqual(bedrock()["calls"]["InvokeModel"], calls)

    def test_by_jobs_with_queries_by_the_same_model(self):
        bedrock({})
        last = self.index(ARTIFACTS_BUCKET=self.bucket, BEDROCK_ROLE_ARN=ROLE, BEDROCK_POLL_INTERVAL="1")
        self.assertEqual(last["embeddings"], 120)
        asked = bedrock()["calls"]
        self.assertEqual(asked.get("CreateModelInvocationJob"), 1)
        self.assertFalse([key for key in self.keys("bedrock-batch/") if "/input/" in key or "/output/" in key])
        index = self.folder / "out/fdnix.idx"
        found = self.fdnix("search", "--index", index, "--json", "tool for number 7")
        self.assertIn('"search_type":"hybrid"', found.stdout)
        # Where the model cannot be asked, words alone do.
        bedrock({"faults": {"InvokeModel": ["500 InternalServerException"] * 10}})
        found = self.fdnix("search", "--index", index, "--json", "tool for number 8")
        self.assertIn('"search_type":"fts"', found.stdout)
        self.assertIn("words alone", found.stdout)


class Publications(Program):
    def test_published_to_a_bucket_and_fetched_from_it(self):
        self.index()
        place = f"s3://{self.bucket}/public"
        self.fdnix("publish", "--output", self.folder / "out", "--to", place, **KEYS)
        got = self.folder / "got"
        self.fdnix("update", "--from", place, "--output", got)
        self.assertEqual((got / "fdnix.idx").read_bytes(), (self.folder / "out/fdnix.idx").read_bytes())
        self.assertIn("up to date", self.fdnix("update", "--output", got).stdout)

    def test_damage_on_the_way_replaces_nothing(self):
        self.index()
        place = f"s3://{self.bucket}"
        self.fdnix("publish", "--output", self.folder / "out", "--to", place, **KEYS)
        for key in self.keys():
            if key.endswith((".idx", ".idx.gz")):
                self.s3.put_object(Bucket=self.bucket, Key=key, Body=b"damage")
        done = self.fdnix("update", "--from", place, "--output", self.folder / "got", code=1)
        self.assertIn("has 6 bytes, not the", done.stderr)
        self.assertFalse((self.folder / "got/fdnix.idx").exists())


class Export(Program):
    def test_there_and_back(self):
        self.index()
        table = client("dynamodb")
        name = self.bucket
        vectors = self.bucket.replace("fdnix-", "fdnix-vec-")
        client("s3").create_bucket(Bucket=vectors)
        table.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("packageName", "version")],
            KeySchema=[{"AttributeName": "packageName", "KeyType": "HASH"},
                       {"AttributeName": "version", "KeyType": "RANGE"}])
        model = json.loads((self.folder / "out/manifest.json").read_text())["embedding_model"]
        variables = {"DYNAMODB_TABLE": name, "S3_BUCKET": vectors, "BEDROCK_MODEL_ID": model,
                     "DUCKDB_PATH": str(self.folder / "out/fdnix-data.duckdb")}
        self.fdnix("export", "dynamodb", **variables)
        items = table.scan(TableName=name)["Items"]
        self.assertEqual(len(items), 120)
        self.assertTrue(all(item["hasEmbedding"]["BOOL"] for item in items))
        self.assertIn("vector-index/index.json.gz", self.keys(bucket=vectors))
        back = {**variables, "DUCKDB_PATH": str(self.folder / "back/fdnix-data.duckdb")}
        (self.folder / "back").mkdir()
        self.fdnix("import", "dynamodb", **back)
        again = self.fdnix("export", "dynamodb", **back, FDNIX_PRUNE="true")
        self.assertEqual(again.returncode, 0)
        kept = {item["packageName"]["S"]: item["description"] for item in table.scan(TableName=name)["Items"]}
        self.assertEqual(kept, {item["packageName"]["S"]: item["description"] for item in items})

if __name__ == "__main__":
    unittest.main()
