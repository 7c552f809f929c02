"""What the suites in AWS's mode share: buckets, tables, a secret, models, a database, and the state machine by hand."""

import json
import os
import unittest
import urllib.parse
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import program
from case import Stubbed
from clients import boto3, client
from items import plain
from stores import Chunk, loaded, vector

try:
    import psycopg
except ImportError:
    psycopg = None

NEEDED = ("FDNIX_TEST_MINISTACK", "FDNIX_TEST_MOTO", "DATABASE_URL")
MISSING = [name for name in NEEDED if not os.environ.get(name)] + ([] if boto3 and psycopg else ["boto3 and psycopg"])
ROLES = ("cache-update", "manage", "detect", "task", "summarize", "search", "migrate")
KINDS = {"csv": "text/csv", "txt": "text/plain", "pdf": "application/pdf", "mp4": "video/mp4",
         "json": "application/json",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


class CloudStores:
    """The tables and the database, read without the program."""

    def __init__(self, table: Any, names: tuple[str, str], database: str, bucket: str):
        self.table, self.names, self.database, self.bucket = table, names, database, bucket

    def items(self, name: str) -> list[dict[str, Any]]:
        pages = self.table.get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
        return [plain(item) for page in pages for item in page["Items"]]

    def rows(self) -> dict[str, dict[str, Any]]:
        return {item["FileURI"]: item for item in self.items(self.names[0])}

    def links(self) -> list[dict[str, Any]]:
        return sorted(self.items(self.names[1]), key=lambda item: item["uuid"])

    def chunks(self, source: str | None = None) -> list[Chunk]:
        with psycopg.connect(self.database) as connection:
            rows = connection.execute("""
                SELECT e.id, c.name, e.document_source_uri, e.document_status, e.document, e.cmetadata,
                    e.embedding::text
                FROM pg_embedding e JOIN pg_collection c ON c.uuid = e.collection_id
                WHERE e.document_source_uri = coalesce(%s, e.document_source_uri) AND e.document_source_uri LIKE %s""",
                (source, f"s3://{self.bucket}/%")).fetchall()
        return [Chunk(*row[:5], loaded(row[5]), vector(row[6])) for row in rows]

    def collections(self) -> set[str]:
        with psycopg.connect(self.database) as connection:
            return {name for name, in connection.execute("SELECT name FROM pg_collection")}


@unittest.skipIf(MISSING, f"needs {', '.join(MISSING)}: run it by Tests/System/aws/with-servers and "
                 "Tests/System/postgres/with-server")
class Cloud(Stubbed):
    """The program with what it has in AWS; each test has buckets, tables and a collection of its own."""

    def setUp(self) -> None:
        super().setUp()
        self.mark = uuid.uuid4().hex[:12]
        ministack = os.environ["FDNIX_TEST_MINISTACK"]
        self.s3, self.table = client("s3", ministack), client("dynamodb", ministack)
        self.buckets = {name: f"{name}-{self.mark}" for name in ("input", "processed", "media")}
        for bucket in self.buckets.values():
            self.s3.create_bucket(Bucket=bucket)
        self.tables = (f"cache-{self.mark}", f"links-{self.mark}")
        self.make_table(self.tables[0], ("PK", "SK"), ("UpdatedStatus", "FileURI"))
        self.make_table(self.tables[1], ("uuid",), ("source_uri",))
        self.key = f"titan-{self.mark}"
        self.models = [{"provider": "bedrock", "modelId": "amazon.titan-embed-text-v2:0", "modelRefKey": self.key,
                        "dimensions": 256, "region": "us-east-1"}]
        self.stores = CloudStores(self.table, self.tables, os.environ["DATABASE_URL"], self.buckets["input"])
        self.sequence = 0
        self.database = os.environ["DATABASE_URL"]
        self.call("migrate")

    def make_table(self, name: str, keys: tuple[str, ...], index: tuple[str, ...]) -> None:
        def schema(names: tuple[str, ...]) -> list[dict[str, str]]:
            return [{"AttributeName": key, "KeyType": kind} for key, kind in zip(names, ("HASH", "RANGE"))]

        self.table.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=schema(keys),
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in (*keys, *index)],
            GlobalSecondaryIndexes=[{"IndexName": "GSI1", "KeySchema": schema(index),
                                     "Projection": {"ProjectionType": "ALL"}}])

    def variables(self, **more: str) -> dict[str, str]:
        known = super().variables(**{
            "CACHE_TABLE_NAME": self.tables[0], "LINKS_TABLE_NAME": self.tables[1],
            "PROCESSED_BUCKET_NAME": self.buckets["processed"], "MEDIA_BUCKET_NAME": self.buckets["media"],
            "AWS_ENDPOINT_URL": os.environ["FDNIX_TEST_MINISTACK"], "DATABASE_URL": self.database,
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": os.environ["FDNIX_TEST_MOTO"], **more})
        del known["EMBED_DATA_DIR"]
        # A variable that a test empties is not there.
        return {name: value for name, value in known.items() if value}

    def start(self, *words: str, **more: Any) -> program.Started:
        """The program; a role's requests are known by its key (recording.py)."""
        held = {"AWS_ACCESS_KEY_ID": f"test.{words[0]}"} if words[0] in ROLES else {}
        return super().start(*words, **{**held, **more})

    # --- documents and their events ---------------------------------------------------------------------------------

    def uri(self, key: str) -> str:
        return f"s3://{self.buckets['input']}/{key}"

    def put(self, key: str, content: str | bytes, tell: bool = True) -> str:
        kind = KINDS.get(key.rsplit(".", 1)[-1], "application/octet-stream")
        body = content if isinstance(content, bytes) else content.encode()
        etag = self.s3.put_object(Bucket=self.buckets["input"], Key=key, Body=body, ContentType=kind)["ETag"]
        if tell:
            self.tell("ObjectCreated:Put", key, etag.strip('"'), len(body))
        return self.uri(key)

    def delete(self, key: str) -> None:
        self.s3.delete_object(Bucket=self.buckets["input"], Key=key)
        self.tell("ObjectRemoved:Delete", key)

    def notification(self, name: str, key: str, etag: str = "", size: int = 0) -> dict[str, Any]:
        """What S3 tells of an object."""
        self.sequence += 1
        thing = {"key": urllib.parse.quote_plus(key, safe="/"), "sequencer": f"{self.sequence:016X}"}
        if name.startswith("ObjectCreated"):
            thing |= {"size": size, "eTag": etag}
        return {"Records": [{
            "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1", "eventName": name,
            "eventTime": "2026-01-01T00:00:00.000Z", "s3": {
                "s3SchemaVersion": "1.0", "configurationId": "all", "object": thing, "bucket": {
                    "name": self.buckets["input"], "arn": f"arn:aws:s3:::{self.buckets['input']}"}}}]}

    def tell(self, name: str, key: str, etag: str = "", size: int = 0) -> None:
        self.call("cache-update", stdin=json.dumps(self.notification(name, key, etag, size)))

    # --- the state machine ------------------------------------------------------------------------------------------

    def context(self, name: str) -> dict[str, Any]:
        machine = "arn:aws:states:us-east-1:000000000000"
        return {"StateMachine": {"Id": f"{machine}:stateMachine:embeddings", "Name": "embeddings"}, "Execution": {
            "Id": f"{machine}:execution:embeddings:{name}", "Name": name, "Input": self.given,
            "RoleArn": "arn:aws:iam::000000000000:role/states", "StartTime": "2026-01-01T00:00:00.000Z"}}

    def role(self, name: str, event: Any, code: int | None = 0, **variables: str) -> Any:
        """The reply of a Lambda role to an event on its input."""
        ended = self.call(name, stdin=json.dumps(event), code=code, **variables)
        return self.reply(ended)

    def execute(self, name: str, given: dict[str, Any] | None = None, **variables: str) -> dict[str, program.Ended]:
        """An execution as the state machine does it; how the task of each document ended."""
        self.given = given or {}
        self.role("manage", self.given, **variables)
        self.pending = self.role("detect", self.context(name), **variables)
        items = self.document(f"ingestion_input/{name}/config.json")
        self.assertEqual((self.pending["isValid"], self.pending["pendingDocuments"]), (bool(items), len(items)))
        self.assertEqual(self.pending["Execution"]["Name"], name)

        def task(item: dict[str, Any]) -> tuple[str, program.Ended]:
            ended = self.start("task", INPUT_JSON=json.dumps(item), EXECUTION_NAME="child-of-a-map",
                               STATE_MACHINE_NAME="embeddings", **variables).wait()
            return item["FileURI"], ended

        with ThreadPoolExecutor(3) as pool:
            ended = dict(pool.map(task, items))
        if items:
            self.role("summarize", self.context(name), **variables)
        return ended

    # --- what it left -----------------------------------------------------------------------------------------------

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.buckets[bucket], Prefix=prefix)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

    def content(self, bucket: str, key: str) -> bytes:
        return self.s3.get_object(Bucket=self.buckets[bucket], Key=key)["Body"].read()

    def document(self, key: str) -> Any:
        return json.loads(self.content("processed", key)) if key in self.keys("processed", key) else None

    def results(self, name: str) -> list[dict[str, Any]]:
        keys = self.keys("processed", f"ingestion_output/{name}/sf-results/")
        found = [json.loads(self.content("processed", key)) for key in keys]
        return sorted(found, key=lambda result: str(result.get("FinishedAt", "")))

    def result(self, name: str, uri: str) -> dict[str, Any]:
        return [result for result in self.results(name) if result["FileURI"] == uri][-1]
