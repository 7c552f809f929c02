#!/usr/bin/env python3
"""A door before a stand-in for AWS: requests whose signature or members AWS would not take are refused, others are
handed on as they came.

    front.py PORT BACKEND_PORT REFUSALS    what is refused for its members is added to the file REFUSALS, a line each
"""

import json
import sys
from xml.sax.saxutils import escape

import door


class Front(door.Door):
    def handle_request(self) -> None:
        body = self.read_body()
        if self.command == "GET" and self.path == "/" and "Authorization" not in self.headers:
            return self.answer(200, [("Content-Type", "text/plain")], b"front\n")
        try:
            self.take_in(body)
        except door.Refusal as refusal:
            return self.refuse(*refusal.args)
        self.hand_on(body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = handle_request

    def refuse(self, status: int, code: str, message: str) -> None:
        if "json" in (self.headers.get("Content-Type") or "") or "X-Amz-Target" in self.headers:
            body, kind = json.dumps({"__type": code, "message": message}).encode(), "application/x-amz-json-1.0"
        else:
            body = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>".encode()
            kind = "application/xml"
        self.answer(status, [("Content-Type", kind), ("x-amzn-ErrorType", code)], body)


if __name__ == "__main__":
    port, Front.backend, Front.refusals = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    door.Server(("127.0.0.1", port), Front).serve_forever()
