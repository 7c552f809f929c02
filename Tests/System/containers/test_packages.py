"""The indexer and the API server: an index is made in one container and searched in another."""

import json
import time

from case import Case, fargate, made

ADDRESS = "http://127.0.0.1:8080"


class Indexer(Case):
    name = "indexer"

    def check_artifacts(self):
        out = self.volumes.path("/out")
        self.assertLessEqual({"fdnix-data.duckdb", "fdnix.duckdb", "fdnix.idx"}, {path.name for path in out.iterdir()})
        self.call("verify", "--index", "/out/fdnix.idx")
        self.assertIn("ripgrep", self.call("search", "--index", "/out/fdnix.idx", "ripgrep").out)

    def test_it_indexes(self):
        self.call("index", "--source", "sample")
        self.check_artifacts()

    def test_ended_in_the_middle_it_goes_on_when_started_again(self):
        started = self.start("index", "--source", "sample", PUBLISH_LAYER="false")
        end = time.monotonic() + 60
        while not any(self.volumes.path("/out").iterdir()) and time.monotonic() < end:
            time.sleep(0.005)
        self.assertTrue(started.is_running, "it was too fast to be ended in the middle")
        ended = self.stopped(started, int(fargate("packages")["stop_timeout"]))
        self.assertNotEqual(ended.code, 0, ended)
        self.assertFalse(self.volumes.path("/out/fdnix.idx").exists())
        self.call("index", "--source", "sample")
        self.check_artifacts()


class Server(Case):
    name = "api"

    def up(self):
        """A server that answers at its port, with an index or without."""
        server = self.start()
        end = time.monotonic() + 30
        while server.ask(f"{ADDRESS}/v1/health")[0] == 0:
            self.assertLess(time.monotonic(), end, "the server does not answer")
            self.assertTrue(server.is_running)
        return server

    def index(self):
        """Another container makes an index; it is put where the server looks."""
        made_by = Indexer("test_it_indexes")
        made_by.setUp()
        self.addCleanup(made_by.doCleanups)
        made_by.call("index", "--source", "sample")
        self.put("/data/fdnix.idx", made_by.volumes.path("/out/fdnix.idx"))

    def test_it_searches_is_healthy_and_ends(self):
        self.index()
        server = self.up()
        self.assertEqual(server.inside(self.image.health), 0)
        status, body = server.ask(f"{ADDRESS}/v1/search?q=ripgrep")
        self.assertEqual((status, json.loads(body)["packages"][0]["attributePath"]), (200, "ripgrep"))
        self.assertIn("<html", server.ask(f"{ADDRESS}/")[1])
        self.assertEqual(self.stopped(server, 10).code, 0)

    def test_without_an_index_it_is_not_healthy(self):
        server = self.up()
        self.assertNotEqual(server.inside(self.image.health), 0)
        self.assertEqual(server.ask(f"{ADDRESS}/v1/search?q=ripgrep")[0], 503)
        self.assertEqual(self.stopped(server, 10).code, 0)

    def test_its_port_is_the_one_it_says(self):
        self.assertIn(made("api").arguments("EXPOSE")[0], self.image.arguments("CMD"))
