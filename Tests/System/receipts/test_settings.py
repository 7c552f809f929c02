"""What is told of settings that are missing or wrong, and what the level of the log does."""

import bundles
import contract
from case import Local, small
from cloud import Cloud
from functions import Function

MISSING = ("DYNAMODB_TABLE_NAME", "CHROMADB_BUCKET", "ARTIFACTS_BUCKET", "EMBED_NDJSON_QUEUE_URL", "LINES_QUEUE_URL",
           "WORDS_QUEUE_URL")


class Missing(Local):
    def test_all_is_told_at_once(self):
        ended = self.call("serve", code=2, STORAGE_BACKEND="aws", LOG_LEVEL="loud", RUN_STALE_MINUTES="soon",
                          PLACES_BASE_URL="nowhere", AWS_MAX_ATTEMPTS="0")
        for name in (*MISSING, "OPENAI_API_KEY", "LOG_LEVEL", "RUN_STALE_MINUTES", "PLACES_BASE_URL",
                     "AWS_MAX_ATTEMPTS"):
            self.assertEqual(ended.err.count(f"{name} is "), 1, f"{name}\n{ended}")

    def test_the_sweeper_needs_queues_and_the_bucket_of_rows(self):
        known = {"DYNAMODB_TABLE_NAME": "t", "CHROMADB_BUCKET": "c"}
        ended = self.call("sweeper", code=2, **known)
        for name in MISSING[2:]:
            self.assertIn(f"{name} is not set", ended.err)
        function = Function("sweeper", self.variables(**known))
        self.addCleanup(function.close)
        self.assertIsNotNone(function.invoke({}, 60).error_type)
        for name in MISSING[2:]:
            self.assertIn(f"{name} is not set", function.log)

    def test_drain_is_of_one_machine(self):
        self.assertIn("one machine", self.call("drain", code=2, STORAGE_BACKEND="aws").err)


class Levels(Cloud):
    def told(self, **variables: str) -> str:
        """The log of a worker that embeds a receipt without any text."""
        receipt = small()
        for name in ("lines", "words"):
            self.artifacts.put(f"{receipt.prefix}/{name}.ndjson", b"")
        function = self.function("embed-worker", str(variables), **variables)
        self.assertIsNone(function.invoke(self.event(receipt.message(self.artifacts.name))).error_type)
        return function.log

    def test_the_level_of_the_settings_counts_in_lambda(self):
        text = "Nothing to embed"
        self.assertIn(text, self.told())
        self.assertNotIn(text, self.told(LOG_LEVEL="error"))
        # Lambda sets its own for each function that logs JSON, also where nobody chose one.
        self.assertNotIn(text, self.told(LOG_LEVEL="error", AWS_LAMBDA_LOG_LEVEL="INFO"))
        self.assertIn(text, self.told(LOG_LEVEL="info", AWS_LAMBDA_LOG_LEVEL="ERROR"))
        self.assertNotIn(text, self.told(AWS_LAMBDA_LOG_LEVEL="ERROR"))


class Names(Cloud):
    def test_other_names_of_settings(self):
        self.model = "another-model"
        more = {"DYNAMODB_TABLE_NAME": "", "DYNAMO_TABLE_NAME": self.table, "EMBEDDING_MODEL": self.model,
                "SNAPSHOT_KEY_TEMPLATE": "kept/{collection}/s", "SNAPSHOT_FALLBACK_TEMPLATE": "old/{collection}",
                "ENABLE_METRICS": "false",
                # Not in the hands of a role: the keys are none of those that the modules of Terraform allow.
                "AWS_ACCESS_KEY_ID": "test"}
        receipt = small()
        self.put_files(receipt)
        reply = self.invoke("embed-worker", self.event(receipt.message(self.artifacts.name)), **more)
        self.assertEqual(reply, {"batchItemFailures": []})
        self.pump(**more)
        self.check_completed(receipt)
        self.assertEqual({call.body["model"] for call in self.stub.of("embeddings")}, {self.model})
        self.assertEqual(self.objects.keys("lines/snapshot/"), [])
        version = (self.objects.get("kept/lines/s/latest-pointer.txt") or b"").decode().strip()
        found = bundles.snapshot(self.objects.get, f"kept/lines/s/timestamped/{version}/", "lines")
        self.assertEqual(set(found.records), set(contract.records(receipt, "lines")))
        for role in ("embed-worker", "stream-processor", "compactor"):
            self.assertNotIn('"_aws"', self.function(role).log)
