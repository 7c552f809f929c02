"""The state machine's roles one after the other, with buckets, tables and a Postgres."""

import json
import os
import re
import unittest
import urllib.parse
import uuid
from pathlib import Path

import office
import program
import reference
import samples
from cloud import Cloud, Relay, client
from runtime_api import RuntimeAPI

try:
    import psycopg
except ImportError:
    psycopg = None

EVENTS = Path(__file__).resolve().parents[2] / "Cloud/LambdaEventsTests/Fixtures"


class Chain(Cloud):
    def test_01_02_an_execution(self):
        text = self.put("d/short.txt", samples.letters(500))
        table = self.put("d/people.csv", samples.table(["name", "town"], ["Ann", "Oslo"], ["Bob", "Bonn"]))
        header = self.put("d/header.csv", "name,town\n")
        ended = self.execute("run-1")
        self.assertEqual({uri: one.code for uri, one in ended.items()}, {text: 0, table: 0, header: 1})
        self.assertEqual([item["FileURI"] for item in self.document("ingestion_input/run-1/config.json")],
                         sorted([text, table, header]))
        self.assertEqual(self.result("run-1", text)["EmbeddingsGenerated"], 1)
        self.assertEqual(self.result("run-1", header)["Status"], "NO_CHUNKS_TO_PROCESS")
        self.assertEqual([self.status(uri) for uri in (text, table, header)], ["INGESTED", "INGESTED", "FAILED"])
        self.assertEqual(self.row(text)["IngestedModels"], {self.key})
        self.assertEqual(self.texts(table), ["name: Ann\ntown: Oslo", "name: Bob\ntown: Bonn"])
        chunk, = self.active(text)
        self.assertEqual((chunk.collection, chunk.metadata["source"], chunk.metadata["embeddings_model_id"]),
                         (self.key, text, "amazon.titan-embed-text-v2:0"))
        self.assertEqual(len(chunk.vector), 256)
        summary = self.document("ingestion_output/run-1/summary.json")
        self.assertEqual((summary["Total"], summary["Succeeded"], summary["Failed"], summary["EmbeddingsGenerated"]),
                         (3, 2, 1, 3))
        self.assertEqual([failure["FileURI"] for failure in summary["Failures"]], [header])
        for call in self.stub.of("InvokeModel"):
            self.assertEqual((call.body["dimensions"], call.body["normalize"]), (256, True))
        self.assertEqual(set(self.stub.operations()), {"InvokeModel"})
        self.assertEqual(self.execute("run-2"), {})
        self.assertIs(self.pending["isValid"], False)

    def test_04_05_08_delete_and_come_back(self):
        picture = office.docx(office.paragraph("a picture"), office.picture(1), pictures=(samples.png(9, 9),))
        blank = self.put("My File.docx", picture)
        under = self.put("My_File.docx", office.docx(office.paragraph("another")))
        self.assertEqual(set(self.stores.rows()), {blank, under})
        self.execute("run-1")
        link, = self.stores.links()
        key, = self.keys("media")
        self.assertEqual(self.content("media", key), samples.png(9, 9))
        place = f"https://{self.buckets['media']}.s3.amazonaws.com/{urllib.parse.quote(key)}"
        self.assertEqual((link["original_link"], link["type"], link["source_uri"]), (place, "image", blank))
        self.assertIn(f"(!?#Image:{link['uuid']})", self.texts(blank)[0])
        self.delete("My File.docx")
        self.assertEqual(self.status(blank), "READYDELETE")
        self.assertEqual(self.execute("run-2"), {})
        self.assertEqual(({chunk.source for chunk in self.stores.chunks()}, set(self.stores.rows())), ({under}, {under}))
        self.assertEqual((self.stores.links(), self.keys("media")), ([], []))
        self.assertEqual(self.keys("input"), ["My_File.docx"])
        self.delete("My_File.docx")
        self.put("My_File.docx", office.docx(office.paragraph("another")))
        self.put("My File.docx", office.docx(office.paragraph("second content")))
        self.execute("run-3")
        self.assertEqual((self.texts(blank), self.texts(under)), (["second content"], ["another"]))

    def test_09_10_sidecars_and_types(self):
        uri = self.put("doc.txt", samples.words(300))
        self.put("logo.png", samples.png(4, 4))
        self.put("doc.txt.metadata.json", '{"team": "red", "source": "elsewhere"}')
        self.assertEqual(set(self.stores.rows()), {uri})
        self.execute("run-1")
        self.assertEqual({(chunk.metadata["team"], chunk.metadata["source"]) for chunk in self.active(uri)},
                         {("red", uri)})
        calls = len(self.stub.calls)
        self.put("doc.txt.metadata.json", '{"team": "blue"}')
        self.assertEqual(self.status(uri), "UPDATED")
        self.execute("run-2")
        result = self.result("run-2", uri)
        self.assertEqual((result["Reused"], len(self.stub.calls)), (result["Chunks"], calls))
        self.assertEqual({chunk.metadata["team"] for chunk in self.active(uri)}, {"blue"})

    def test_12_the_name_of_a_result(self):
        value = {"FileURI": f"s3://{self.buckets['input']}/d/x.pdf", "ContentType": "application/pdf",
                 "_executionName": "parent"}
        ended = self.call("task", code=1, INPUT_JSON=json.dumps(value), EXECUTION_NAME="child")
        key, = self.keys("processed", "ingestion_output/")
        folder, _, name = key.rpartition("/")
        self.assertEqual(folder, "ingestion_output/parent/sf-results")
        self.assertRegex(name, rf"^{self.buckets['input']}_d_x\.pdf_[0-9a-f]{{8}}\.json$")
        self.assertEqual(self.document(key)["Status"], "ERROR_READING_FILE")
        self.assertIn("ERROR_READING_FILE", ended.out)
        value = json.dumps(value | {"_executionName": "unseen"})
        ended = self.call("task", code=1, INPUT_JSON=value, PROCESSED_BUCKET_NAME="")
        self.assertIn("ERROR_READING_FILE", ended.out)

    def test_18_19_purge_and_a_second_model(self):
        self.models.append({"provider": "openai", "modelId": "stub", "modelRefKey": f"second-{self.mark}",
                            "dimensions": 64})
        self.call("migrate")
        uris = [self.put(f"{number}.txt", samples.words(40, number)) for number in range(3)]
        self.execute("run-1")
        first = {uri: self.active(uri, self.key) for uri in uris}
        second = f"second-{self.mark}"
        self.execute("run-2", {"model_ref_key": second})
        for uri in uris:
            self.assertEqual(self.active(uri, self.key), first[uri])
            self.assertEqual([len(chunk.vector) for chunk in self.active(uri, second)], [64])
            self.assertEqual(self.row(uri)["IngestedModels"], {self.key, second})
        self.execute("run-3", {"purge_data": True, "model_ref_key": None})
        self.assertEqual([item["FileURI"] for item in self.document("ingestion_input/run-3/config.json")], uris)
        for uri in uris:
            self.assertNotEqual([chunk.id for chunk in self.active(uri, self.key)], [chunk.id for chunk in first[uri]])
            self.assertEqual(len(self.active(uri, self.key)), 1)
            self.assertEqual(len(self.active(uri, second)), 1)
            self.assertEqual(self.inactive(uri), [])

    def test_23_an_error_of_the_table_fails_detect(self):
        self.put("doc.txt", samples.words(30))
        self.given = {}
        for variables in ({"CACHE_TABLE_NAME": "there-is-no-such-table"},
                          {"AWS_ENDPOINT_URL_DYNAMODB": self.stub.url}):
            with self.subTest(variables):
                ended = self.call("detect", stdin=json.dumps(self.context("broken")), code=None, **variables)
                self.assertNotEqual(ended.code, 0, ended)
                self.assertNotIn('"isValid"', ended.out)
                self.assertEqual(self.keys("processed", "ingestion_input/"), [])
        ended = self.call("detect", stdin=json.dumps(self.context("broken")), code=None, PROCESSED_BUCKET_NAME="")
        self.assertNotEqual(ended.code, 0, ended)

    def test_summaries_name_what_has_no_result(self):
        uri = self.put("doc.txt", samples.words(30))
        self.given = {}
        self.role("detect", self.context("lost"))
        self.role("summarize", self.context("lost"), code=None)
        failure, = self.document("ingestion_output/lost/summary.json")["Failures"]
        self.assertEqual((failure["FileURI"], failure["Status"]), (uri, "NO_RESULT"))


class Answers(Cloud):
    def setUp(self) -> None:
        super().setUp()
        self.uri_a = self.put("a.txt", "the granite lantern\nstands by the harbor")
        self.uri_b = self.put("b.txt", "an orchard of olives and walnuts")
        self.put("b.txt.metadata.json", '{"team": "red", "year": 2024}')
        self.execute("run-1")

    def request(self, fixture: str, body: dict) -> dict:
        value = json.loads((EVENTS / f"{fixture}.json").read_text())
        value |= {"body": json.dumps(body), "isBase64Encoded": False}
        if fixture == "rest-v1":
            value |= {"path": "/corpus/search", "httpMethod": "POST", "queryStringParameters": None,
                      "multiValueQueryStringParameters": None, "resource": "/corpus/search"}
        else:
            value |= {"rawPath": "/corpus/search", "rawQueryString": ""}
            value["requestContext"]["http"] |= {"method": "POST", "path": "/corpus/search"}
        return value

    def check(self, reply: dict) -> None:
        self.assertEqual(reply["statusCode"], 200, reply)
        documents = json.loads(reply["body"])["data"]["documents"]
        self.assertEqual([found["metadata"]["source"] for found in documents], [self.uri_a, self.uri_b])
        self.assertEqual(documents[0]["pageContent"], "the granite lantern\nstands by the harbor")
        self.assertAlmostEqual(documents[0]["score"], 1, 3)

    def test_search(self):
        question = {"modelRefKey": self.key, "question": "the granite lantern\nstands by the harbor", "threshold": -1}
        for fixture in ("rest-v1", "http-v2"):
            self.check(self.role("search", self.request(fixture, question)))
        self.assertEqual({call.body["inputText"] for call in self.stub.of("InvokeModel")[-2:]},
                         {"the granite lantern stands by the harbor"})
        filters = {'{"team": "red"}': 1, '{"team": {"$ne": "red"}}': None, '{"year": {"$between": [2000, 2025]}}': 1,
                   '{"$or": [{"team": "red"}, {"source": {"$like": "%/a.txt"}}]}': 2, '{"year": {"$gt": 2024}}': 0,
                   '{"team": {"$in": ["red", "blue"]}, "year": 2024}': 1, '{"team": {"$exists": false}}': 1,
                   '{"source": {"$like": "%/b.txt"}}': 1}
        for text, count in filters.items():
            with self.subTest(text):
                reply = self.role("search", self.request("rest-v1", question | {"filter": json.loads(text)}))
                self.assertEqual(reply["statusCode"], 200)
                if count is not None:
                    self.assertEqual(len(json.loads(reply["body"])["data"]["documents"]), count)
        for wrong in ({"filter": {"a": {"$no": 1}}}, {"limit": 101}, {"question": 5}, {"filter": {"a'b": 1}}):
            with self.subTest(wrong):
                self.assertEqual(self.role("search", self.request("rest-v1", question | wrong))["statusCode"], 400)
        body = json.loads(self.role("search", self.request("rest-v1", question | {"limit": 1}))["body"])
        self.assertEqual(len(body["data"]["documents"]), 1)
        found = self.search("olives and walnuts orchard", "--model", self.key)
        self.assertEqual(found[0]["metadata"]["source"], self.uri_b)

    def test_under_the_runtime(self):
        """Roles as functions, by the stand-in for Lambda's runtime API."""
        self.given = {}
        events = {
            "search": self.request("rest-v1", {"modelRefKey": self.key, "threshold": -1,
                                               "question": "the granite lantern\nstands by the harbor"}),
            "detect": self.context("by-lambda"), "manage": {}, "summarize": self.context("by-lambda"),
            "cache-update": self.notification("ObjectRemoved:Delete", "a.txt")}
        for role, event in events.items():
            with self.subTest(role):
                quiet = ["sh", "-c", 'exec "$0" "$1" >/dev/null', program.path(), role]
                api = RuntimeAPI(quiet, self.variables())
                try:
                    invocation = api.invoke(event, timeout=60)
                finally:
                    api.close()
                self.assertIsNone(invocation.error_type, (invocation.body, api.log_lines[-5:]))
                if role == "search":
                    self.check(invocation.json)
        self.assertEqual(self.document("ingestion_input/by-lambda/config.json"), [])
        self.assertEqual(self.status(self.uri_a), "READYDELETE")

    def test_readers_of_the_same_tables(self):
        """Queries as the users of psycopg and of LangChain's tables write them."""
        vector = reference.embed("the granite lantern stands by the harbor", 256)
        with psycopg.connect(self.database) as connection:
            rows = connection.execute("""
                SELECT e.document, e.cmetadata, e.embedding <=> %s::vector AS distance
                FROM pg_embedding e JOIN pg_collection c ON e.collection_id = c.uuid
                WHERE c.name = %s AND e.document_status = 'active' AND e.cmetadata @> %s::jsonb
                ORDER BY distance LIMIT 4""", (json.dumps(vector), self.key, '{"chunk_index": 0}')).fetchall()
            self.assertEqual([row[1]["source"] for row in rows], [self.uri_a, self.uri_b])
            self.assertAlmostEqual(rows[0][2], 0, 4)
            indexes = connection.execute("""
                SELECT indexdef FROM pg_indexes WHERE tablename = 'pg_embedding'
                AND indexdef LIKE '%%hnsw%%' AND indexdef LIKE '%%' || (SELECT uuid::text FROM pg_collection
                WHERE name = %s) || '%%'""", (self.key,)).fetchall()
            self.assertEqual(len(indexes), 1)
            self.assertIn("vector(256)", indexes[0][0])
            ids = connection.execute("SELECT id FROM pg_embedding WHERE cmetadata->>'source' = %s", (self.uri_a,))
            name = ids.fetchone()[0]
            self.assertEqual((str(uuid.UUID(name)), uuid.UUID(name).version), (name, 4))
        self.call("migrate")


class Secrets(Cloud):
    @unittest.skipUnless(psycopg, "needs psycopg")
    def test_a_secret_and_an_endpoint(self):
        parts = psycopg.conninfo.conninfo_to_dict(self.database)
        if not parts.get("host") or parts["host"].startswith("/"):
            self.skipTest("needs a database at a host")
        secrets = client("secretsmanager", os.environ["FDNIX_TEST_MOTO"])
        arn = secrets.create_secret(Name=self.mark, SecretString=json.dumps({
            "username": parts["user"], "password": parts.get("password") or "none", "dbname": parts["dbname"],
            "port": str(parts.get("port", 5432)), "host": "elsewhere.invalid"}))["ARN"]
        uri = self.put("doc.txt", samples.words(30))
        variables = {"DATABASE_URL": "", "RDS_SECRET_ARN": arn, "RDS_ENDPOINT": parts["host"], "DB_SSLMODE": "prefer"}
        ended = self.execute("run-1", **variables)
        self.assertEqual((ended[uri].code, len(self.active(uri))), (0, 1), ended[uri])
        if parts.get("password"):
            self.assertNotIn(parts["password"], ended[uri].out + ended[uri].err)
        self.assertTrue(re.search(r'"event":\s*"result"', ended[uri].out), ended[uri])

    @unittest.skipUnless(psycopg, "needs psycopg")
    def test_22_the_database_goes_before_the_commit(self):
        parts = psycopg.conninfo.conninfo_to_dict(self.database)
        if not parts.get("host") or parts["host"].startswith("/"):
            self.skipTest("needs a database at a host")
        uri = self.put("doc.txt", "first " + samples.words(30))
        self.execute("run-1")
        before = self.active(uri)
        self.put("doc.txt", "second " + samples.words(30))
        relay = Relay(parts["host"], int(parts.get("port", 5432)))
        self.addCleanup(relay.close)
        user = urllib.parse.quote(parts["user"], safe="")
        secret = f":{urllib.parse.quote(parts['password'], safe='')}" if parts.get("password") else ""
        through = f"postgres://{user}{secret}@127.0.0.1:{relay.port}/{parts['dbname']}"
        value = json.dumps({"FileURI": uri, "ContentType": "text/plain", "_executionName": "run-2"})
        count = len(self.stub.calls)
        with self.stub.held():
            started = self.start("task", INPUT_JSON=value, DATABASE_URL=through)
            self.stub.wait_for(count + 1)
            with relay.closed():
                self.stub.gate.set()
                ended = self.ended(started, 1)
        self.assertEqual((self.result("run-2", uri)["Status"], self.status(uri)), ("STORE_FAILED", "UPDATED"), ended)
        self.assertEqual(self.active(uri), before)
        if secret:
            self.assertNotIn(parts["password"], ended.out + ended.err)
        self.execute("run-3")
        self.assertTrue(self.texts(uri)[0].startswith("second"))
