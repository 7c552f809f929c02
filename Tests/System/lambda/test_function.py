"""The function as Lambda sees it: events in, answers out."""

import json
import time

from case import Case, event, fixture


class Answers(Case):
    def test_every_gateway_gets_an_answer_that_it_takes(self):
        for name in ("rest-v1", "http-v1", "http-v2", "function-url", "rest-v1-mapped"):
            with self.subTest(name):
                answer = self.call(fixture(name))
                self.assertEqual(
                    set(answer), {"statusCode", "headers", "body", "isBase64Encoded"}, "what gateways know")
                self.assertIs(type(answer["statusCode"]), int)
                self.assertTrue(all(type(value) is str for value in answer["headers"].values()))
                self.assertIn(answer["statusCode"], (200, 404))
                self.assertIs(type(json.loads(answer["body"])), dict)

    def test_a_search_finds(self):
        answer = self.call(event("/v1/search", "q=ripgrep&limit=3"))
        body = json.loads(answer["body"])
        self.assertEqual(body["packages"][0]["attributePath"], "ripgrep")
        self.assertEqual(body["search_type"], "hybrid")
        self.assertEqual(answer["headers"]["cache-control"], "public, max-age=300")

    def test_both_formats_give_the_same_packages(self):
        v1 = fixture("rest-v1")
        v1["multiValueQueryStringParameters"] = {"q": ["c++ json"], "limit": ["3"]}
        v1["headers"] = v1["multiValueHeaders"] = {}
        first = json.loads(self.call(v1)["body"])
        second = json.loads(self.call(event("/v1/search", "q=c%2B%2B+json&limit=3"))["body"])
        self.assertEqual(first["packages"], second["packages"])
        self.assertEqual(first["query"], "c++ json")

    def test_any_text_comes_back_as_it_was(self):
        for text in ("größe 🦀", "\"quoted\" \\ back", "a\u0000b", "\u2028 <script>", "%", "%zz", "漢字"):
            with self.subTest(text):
                value = fixture("rest-v1")
                value["multiValueQueryStringParameters"] = {"q": [text]}
                value["headers"] = value["multiValueHeaders"] = {}
                self.assertEqual(json.loads(self.call(value)["body"])["query"], text.strip())

    def test_what_was_answered_before_is_not_sent_again(self):
        tag = self.call(event("/v1/search", "q=git"))["headers"]["etag"]
        answer = self.call(event("/v1/search", "q=git", **{"If-None-Match": tag}))
        self.assertEqual((answer["statusCode"], answer["body"]), (304, ""))

    def test_methods_and_paths(self):
        head = self.call(event("/v1/search", "q=git", method="HEAD"))
        self.assertEqual((head["statusCode"], head["body"]), (200, ""))
        self.assertGreater(int(head["headers"]["content-length"]), 100)
        options = self.call(event("/v1/search", method="OPTIONS"))
        self.assertEqual((options["statusCode"], options["body"]), (204, ""))
        self.assertEqual(options["headers"]["access-control-allow-methods"], "GET, HEAD, OPTIONS")
        self.assertEqual(self.call(event("/v1/nothing"))["statusCode"], 404)
        post = self.call(event("/v1/search", "q=git", method="POST"))
        self.assertEqual((post["statusCode"], post["headers"]["allow"]), (405, "GET, HEAD, OPTIONS"))
        self.assertEqual(self.call(event("/v1/search", "q=" + "x" * 600))["statusCode"], 400)

    def test_health_and_guide(self):
        health = json.loads(self.call(event("/v1/health"))["body"])
        self.assertEqual(health["status"], "healthy")
        self.assertGreater(health["index"]["packages"], 100)
        guide = json.loads(self.call(event("/v1/search"))["body"])
        self.assertEqual((guide["runtime"], guide["note"]), ("provided.al2023", "pass q to search"))

    def test_events_that_are_none_are_refused(self):
        for value in (b"", b"garbage", b"[]", b"null", b'{"Records":[]}', b"\xff\xfe", b"[" * 5000):
            with self.subTest(value[:20]):
                answer = self.call(value)
                self.assertEqual(answer["statusCode"], 400)
                self.assertEqual(json.loads(answer["body"])["message"], "Failed to parse request body")

    def test_what_the_runtime_sends(self):
        for _ in range(20):
            self.call(event("/v1/search", "q=editor"))
        self.assertEqual(len(self.api.connections), 1, "one connection for all")
        agents = {headers.get("User-Agent", "").split("/")[0] for _, headers in self.api.requests}
        self.assertEqual(agents, {"fdnix"})

    def test_a_thousand_in_a_row_without_growth(self):
        words = ["ripgrep", "video editor", "pasword manager", "größe", "http client", "lib", "python numpy", "zzqx"]
        def calls(count):
            for number in range(count):
                self.call(event("/v1/search", f"q={words[number % len(words)].replace(' ', '+')}&limit=20"))
        calls(200)
        before = self.api.resident()
        started = time.perf_counter()
        calls(1000)
        took, after = time.perf_counter() - started, self.api.resident()
        print(f"\n1,000 invocations: {took:.2f} s, own memory {before} kB before and {after} kB after")
        self.assertLess(after - before, 2048)


class LexicalOnly(Case):
    variables = {"ENABLE_EMBEDDINGS": "false", "AWS_LAMBDA_LOG_LEVEL": "DEBUG"}

    def test_without_embeddings(self):
        body = json.loads(self.call(event("/v1/search", "q=editor"))["body"])
        self.assertEqual(body["search_type"], "fts")

    def test_log_lines_name_the_request(self):
        invocation = self.api.invoke(event("/v1/search", "q=secret-words"))
        lines = [line for line in self.lines() if line.get("requestId") == invocation.id]
        self.assertEqual([line["message"] for line in lines], ["answered"])
        self.assertEqual(lines[0]["level"], "DEBUG")
        self.assertFalse(any("secret-words" in line for line in self.api.log_lines), "no query text")
