"""The server as a network sees it: answers, limits, hostile clients, replacement of the index, stopping."""
import concurrent.futures
import gzip
import json
import os
import random
import resource
import shutil
import socket
import tempfile
import threading
import time
import unittest

import suite
from server import Server

PROGRAM = os.environ["FDNIX"]
INDEX = os.environ["FDNIX_INDEX"]


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PROGRAM, INDEX, "--no-access-log").__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def test_a_search(self):
        answer = self.server.search("firefox")
        self.assertEqual(answer["packages"][0]["attributePath"], "firefox")
        self.assertEqual(answer["search_type"], "hybrid")

    def test_compression(self):
        status, headers, body = self.server.get("/v1/search?q=editor", Accept_Encoding="gzip")
        self.assertEqual((status, headers["content-encoding"]), (200, "gzip"))
        self.assertIn("packages", json.loads(gzip.decompress(body)))
        self.assertNotIn("content-encoding", self.server.get("/v1/search?q=editor")[1])

    def test_conditional_request(self):
        _, headers, _ = self.server.get("/v1/search?q=git")
        status, again, body = self.server.get("/v1/search?q=git", If_None_Match=headers["etag"])
        self.assertEqual((status, body, again["etag"]), (304, b"", headers["etag"]))

    def test_a_page_that_is_known_is_not_searched_for(self):
        _, headers, _ = self.server.get("/?q=git")
        metrics = self.server.get("/metrics")[2].decode()
        searches = metrics.split('fdnix_searches_total{type="hybrid"} ')[1].split("\n")[0]
        for known in [headers["etag"], f'"other", {headers["etag"]}', "*"]:
            status, again, body = self.server.get("/?q=git", If_None_Match=known)
            self.assertEqual((status, body, again["etag"]), (304, b"", headers["etag"]))
            self.assertEqual(again["content-security-policy"], headers["content-security-policy"])
        self.assertIn(f'fdnix_searches_total{{type="hybrid"}} {searches}\n', self.server.get("/metrics")[2].decode())

    def test_request_ids(self):
        self.assertEqual(self.server.get("/health", X_Request_Id="abc-1")[1]["x-request-id"], "abc-1")
        given = self.server.get("/health", X_Request_Id="a b<c>")[1]["x-request-id"]
        self.assertRegex(given, r"^[0-9a-f]{16}$")

    def test_head_and_options(self):
        status, headers, body = self.server.get("/v1/search?q=git", method="HEAD")
        self.assertEqual((status, body), (200, b""))
        self.assertGreater(int(headers["content-length"]), 1000)
        for encoding in ["identity", "gzip"]:
            got = self.server.get("/v1/search?q=git", Accept_Encoding=encoding)
            head = self.server.get("/v1/search?q=git", method="HEAD", Accept_Encoding=encoding)
            self.assertEqual(int(head[1]["content-length"]), len(got[2]))
            self.assertEqual(head[1].get("content-encoding"), got[1].get("content-encoding"))
        self.assertEqual(self.server.get("/v1/search", method="OPTIONS")[0], 204)
        self.assertEqual(self.server.get("/v1/search", method="POST")[0], 405)

    def test_pipelined_requests_are_answered_in_order(self):
        request = b"GET /v1/search?limit=1&q=%s HTTP/1.1\r\nHost: x\r\n%s\r\n"
        queries = [b"git", b"vim", b"firefox", b"htop"]
        data = b"".join(request % (q, b"Connection: close\r\n" if q == queries[-1] else b"") for q in queries)
        answer = self.server.raw(data)
        at = [answer.find(b'"query":"' + q + b'"') for q in queries]
        self.assertTrue(all(a >= 0 for a in at) and at == sorted(at), at)


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PROGRAM, INDEX, "--no-access-log", "--idle-timeout", "2").__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def tearDown(self):
        self.assertTrue(self.server.is_well())

    def refused(self, data: bytes):
        answer = self.server.raw(data)
        self.assertFalse(answer.startswith(b"HTTP/1.1 200"), answer[:200])

    def test_malformed_requests(self):
        for data in [b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01",
                     b"\x00" * 4096,
                     b"GET /v1/search?q=a HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                     b"GET /v1/search?q=a HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                     b"GET /v1/search?q=a HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n"]:
            with self.subTest(data=data[:40]):
                self.refused(data)

    def test_giant_headers_and_targets(self):
        self.refused(b"GET / HTTP/1.1\r\nX: " + b"a" * (1 << 20) + b"\r\n\r\n")
        self.refused(b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % i for i in range(5000)) + b"\r\n")
        self.refused(b"GET /v1/search?q=" + b"a" * (1 << 20) + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = self.server.raw(b"GET /v1/search?q=" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertFalse(answer.startswith(b"HTTP/1.1 200"), answer[:100])

    def test_bodies(self):
        head = b"GET /v1/search?q=git HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        self.assertTrue(self.server.raw(head % 10 + b"0123456789").startswith(b"HTTP/1.1 200"))
        self.assertTrue(self.server.raw(head % (1 << 30)).startswith(b"HTTP/1.1 413"))

    def test_path_tricks(self):
        for path in ["/../../etc/passwd", "/assets/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd",
                     "/v1/packages/../../etc/passwd", "/v1/packages/%2e%2e%2fetc%2fpasswd", "/assets/%00", "/.env"]:
            status, _, body = self.server.get(path)
            self.assertIn(status, (400, 404), path)
            self.assertNotIn(b"root:", body)

    def test_random_bytes(self):
        rng = random.Random(7)
        for _ in range(300):
            self.server.raw(rng.randbytes(rng.randrange(1, 400)), timeout=5)

    def test_slow_clients_do_not_keep_others_waiting_and_are_sent_away(self):
        slow = [self.server.connect() for _ in range(300)]
        for connection in slow:
            connection.sendall(b"GET /v1/search?q=a HTTP/1.1\r\nHo")
        self.assertEqual(self.server.search("git")["packages"][0]["attributePath"], "git")
        deadline = time.monotonic() + 15
        for connection in slow:
            connection.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                while connection.recv(4096):
                    pass
            except ConnectionResetError:
                pass
            connection.close()

    def test_ten_thousand_connections(self):
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        count = min(10_000, hard - 200)
        if count < 10_000:
            suite.skip("server: ten thousand connections", f"the limit of open files allows {count}: ulimit -Hn")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        held = []
        try:
            for _ in range(count):
                connection = socket.socket()
                connection.setblocking(False)
                connection.connect_ex(("127.0.0.1", self.server.port))
                held.append(connection)
                if len(held) % 500 == 0:
                    time.sleep(0.05)
            self.assertEqual(self.server.search("vim")["packages"][0]["attributePath"], "vim")
        finally:
            for connection in held:
                connection.close()
        print(f"\n{count} connections held open")


class Operation(unittest.TestCase):
    def test_rate_limit(self):
        with Server(PROGRAM, INDEX, "--no-access-log", "--rate-limit", "5") as server:
            statuses = [server.get("/v1/search?q=git") for _ in range(12)]
            self.assertIn(429, [s[0] for s in statuses])
            limited = next(s for s in statuses if s[0] == 429)
            self.assertGreaterEqual(int(limited[1]["retry-after"]), 1)

    def test_behind_a_trusted_proxy_each_client_has_its_own_rate(self):
        options = ("--no-access-log", "--rate-limit", "1")
        with Server(PROGRAM, INDEX, *options, "--trusted-proxies", "10.0.0.0/8, 127.0.0.1") as server:
            clients = [f"203.0.113.{i}" for i in range(6)] + [f"2001:db8:0:{i}::1" for i in range(6)]
            self.assertEqual({server.get("/v1/health", X_Forwarded_For=client)[0] for client in clients}, {200})
            # Only what the proxy added counts, and a network of IPv6 is one client.
            chains = [f"1.1.1.{i}, 203.0.113.77, 10.1.1.1" for i in range(6)]
            again = [server.get("/v1/health", X_Forwarded_For=chain)[0] for chain in chains]
            self.assertIn(429, again)
            network = [server.get("/v1/health", Forwarded=f'for="[2001:db8:0:77::{i}]"')[0] for i in range(6)]
            self.assertIn(429, network)
        with Server(PROGRAM, INDEX, *options) as server:
            spoofed = [server.get("/v1/health", X_Forwarded_For=f"203.0.113.{i}")[0] for i in range(6)]
            self.assertIn(429, spoofed)

    def test_the_access_log_names_the_client(self):
        with Server(PROGRAM, INDEX, "--trusted-proxies", "127.0.0.1") as server:
            server.get("/v1/health", X_Forwarded_For="203.0.113.9")
            server.stop()
            lines = [json.loads(line) for line in server.process.stderr.read().splitlines()]
            entry = next(line for line in lines if line["logger"] == "fdnix.access")
            self.assertEqual(entry["peer"], "203.0.113.9")

    def test_a_replaced_index_is_taken_up_while_requests_go_on(self):
        with tempfile.TemporaryDirectory() as directory:
            path = f"{directory}/fdnix.idx"
            shutil.copy(INDEX, path)
            with Server(PROGRAM, path, "--no-access-log") as server:
                failures, stopping = [], threading.Event()

                def ask():
                    while not stopping.is_set():
                        try:
                            server.search("editor")
                        except Exception as error:
                            failures.append(error)

                askers = [threading.Thread(target=ask) for _ in range(4)]
                for asker in askers:
                    asker.start()
                for _ in range(5):
                    shutil.copy(INDEX, path + ".new")
                    os.rename(path + ".new", path)
                    time.sleep(1.1)
                stopping.set()
                for asker in askers:
                    asker.join()
                self.assertEqual(failures, [])
                metrics = server.get("/metrics")[2].decode()
                self.assertIn("fdnix_index_reloads_total 5", metrics)

    def test_no_index_then_one(self):
        with tempfile.TemporaryDirectory() as directory:
            path = f"{directory}/fdnix.idx"
            with Server(PROGRAM, path, "--no-access-log") as server:
                self.assertEqual(server.get("/v1/health")[0], 503)
                self.assertEqual(server.get("/v1/search?q=git")[0], 503)
                shutil.copy(INDEX, path)
                time.sleep(1.2)
                self.assertEqual(server.get("/v1/health")[0], 200)

    def test_the_access_log_keeps_queries_to_itself(self):
        for options, expected in [((), False), (("--log-queries",), True)]:
            with Server(PROGRAM, INDEX, *options) as server:
                server.search("confidential")
                server.stop()
                log = server.process.stderr.read()
                self.assertEqual("confidential" in log, expected)
                lines = [json.loads(line) for line in log.splitlines()]
                entry = next(line for line in lines if line["logger"] == "fdnix.access")
                self.assertEqual((entry["path"], entry["status"]), ("/v1/search", "200"))

    def test_sigterm_answers_what_is_under_way(self):
        with Server(PROGRAM, INDEX, "--no-access-log") as server:
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                answers = [pool.submit(server.search, f"query {i}") for i in range(64)]
                time.sleep(0.05)
                status = server.stop()
                done = [a for a in answers if not a.exception()]
            self.assertEqual(status, 0)
            self.assertGreater(len(done), 0)
            self.assertRaises(OSError, server.connect, 1)

    def test_a_taken_port_is_one_clear_line(self):
        with Server(PROGRAM, INDEX, "--no-access-log") as server:
            import subprocess
            second = subprocess.run([PROGRAM, "serve", "--index", INDEX, "--port", str(server.port)],
                                    capture_output=True, text=True, timeout=20)
            self.assertEqual(second.returncode, 1)
            self.assertIn("cannot listen on 127.0.0.1", second.stderr.splitlines()[-1])

    def test_memory_is_flat(self):
        with Server(PROGRAM, INDEX, "--no-access-log", "--cache", "1") as server:
            for i in range(500):
                server.search(f"warm {i}")
            before = server.resident()
            for i in range(2000):
                server.search(f"query number {i}")
            self.assertLess(server.resident() - before, 24 << 20)
