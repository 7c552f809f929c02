"""Search as the function answers it, roles under Lambda's runtime, and others who read the same tables."""

import json
import uuid
from pathlib import Path

import hashing
import program
from cloud import Cloud, psycopg
from runtime_api import RuntimeAPI

EVENTS = Path(__file__).resolve().parents[2] / "Cloud/LambdaEventsTests/Fixtures"


class Answers(Cloud):
    def setUp(self) -> None:
        super().setUp()
        self.uri_a = self.put("a.txt", "the granite lantern\nstands by the harbor")
        self.uri_b = self.put("b.txt", "an orchard of olives and walnuts by the harbor")
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
        question = {"modelRefKey": self.key, "question": "the granite lantern\nstands by the harbor"}
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
            "search": self.request("rest-v1", {"modelRefKey": self.key,
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
        vector = hashing.embed("the granite lantern stands by the harbor", 256)
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
