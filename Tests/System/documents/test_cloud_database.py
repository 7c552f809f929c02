"""How the database is reached, and what is left when it goes away."""

import json
import os
import re
import urllib.parse

import samples
from clients import client
from cloud import Cloud, psycopg
from relay import Relay


class Database(Cloud):
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
