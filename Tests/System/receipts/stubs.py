"""OpenAI and Google Places as the program meets them over HTTP: one server that checks and notes what is asked, and
that is slow, busy or wrong where a test says so."""

import contextlib
import json
import time
import urllib.parse
from typing import Any, NamedTuple

import door

import hashing
from models import ModelServer
from program import until

KEY, PLACES_KEY = "sk-stub-5f1c9a", "places-stub-83b2d7"
MOST_INPUTS, MOST_BYTES = 512, 200_000
DETAILS = {"name", "formatted_address", "place_id", "formatted_phone_number", "international_phone_number", "website",
           "types", "business_status"}


class Call(NamedTuple):
    #: `embeddings`, or the name of a request to Places: `findplacefromtext`, `textsearch`, `details`.
    name: str
    body: dict[str, Any]
    time: float


def place(place_id: str, name: str, address: str, phone: str = "", **more: Any) -> dict[str, Any]:
    """What Places knows of a shop."""
    return {"place_id": place_id, "name": name, "formatted_address": address, "formatted_phone_number": phone,
            "international_phone_number": phone and f"+1 {phone}", "website": "https://example.com/",
            "types": ["store", "establishment"], "business_status": "OPERATIONAL", **more}


class Stub(ModelServer):
    """The server with its state."""

    def __init__(self, dimensions: int = 64):
        self.calls: list[Call] = []
        self.refused: list[str] = []  # requests that the services would not take
        self.faults: list[tuple[int, dict[str, str]]] = []  # a status and fields each, one a call of embeddings
        self.places_down = False
        self.fewer = 0  # so many vectors too few
        self.shorter = 0  # vectors with so many numbers too few
        self.shuffled = False  # not in the order of their index
        self.places: dict[str, list[dict[str, Any]]] = {}  # by what is looked for, in small letters
        super().__init__(Door, dimensions)

    def variables(self, places: bool = False) -> dict[str, str]:
        """What leads the program here."""
        own = {"EMBEDDING_PROVIDER": "openai", "OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{self.url}/v1",
               "PLACES_BASE_URL": f"{self.url}/maps/api/place"}
        return own | ({"GOOGLE_PLACES_API_KEY": PLACES_KEY} if places else {})

    def of(self, name: str) -> list[Call]:
        return [call for call in self.calls if call.name == name]

    @property
    def inputs(self) -> list[str]:
        """Every text that was sent, in order."""
        return [text for call in self.of("embeddings") for text in call.body["input"]]

    def wait_for(self, count: int, name: str = "embeddings", seconds: float = 60) -> None:
        until(lambda: len(self.of(name)) >= count, seconds)

    # --- answers ----------------------------------------------------------------------------------------------------

    def embeddings(self, body: Any) -> tuple[int, Any, dict[str, str]]:
        with self.lock:
            fault = self.faults.pop(0) if self.faults else None
        with self.counted():
            if fault:
                return fault[0], {"error": {"message": "as the test wants it"}}, fault[1]
            vectors = [hashing.embed(text, self.dimensions - self.shorter) for text in body["input"]]
            data = [{"object": "embedding", "index": number, "embedding": vector}
                    for number, vector in enumerate(vectors)][:len(vectors) - self.fewer]
            return 200, {"object": "list", "model": body["model"], "data": data[::-1] if self.shuffled else data,
                         "usage": {"prompt_tokens": 1, "total_tokens": 1}}, {}

    def wrong_embeddings(self, authorization: str, body: Any) -> str | None:
        """Why OpenAI, or the limits that the program keeps to, would not take a request."""
        if authorization != f"Bearer {KEY}":
            return "embeddings: the key"
        if not {"model", "input"} <= set(body) <= {"model", "input", "encoding_format", "dimensions", "user"}:
            return f"embeddings: fields {sorted(body)}"
        form, size = body.get("encoding_format", "float"), body.get("dimensions", self.dimensions)
        if form != "float" or size != self.dimensions:
            return f"embeddings: {form}, {size} dimensions"
        texts = body["input"]
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
            return "embeddings: input must be texts that are not empty"
        if len(texts) > MOST_INPUTS or sum(len(text.encode()) for text in texts) > MOST_BYTES:
            return f"embeddings: {len(texts)} inputs of {sum(len(text.encode()) for text in texts)} bytes"
        return None

    def wrong_place(self, name: str, query: dict[str, str]) -> str | None:
        if query.get("key") != PLACES_KEY:
            return f"{name}: the key"
        wanted = {"findplacefromtext": {"input", "inputtype"}, "textsearch": {"query"}, "details": {"place_id"}}
        if name not in wanted or not wanted[name] <= set(query):
            return f"{name}: has {sorted(query)}"
        kind = query.get("inputtype", "textquery")
        if kind not in ("textquery", "phonenumber") or (kind == "phonenumber" and not query["input"].startswith("+")):
            return f"{name}: {kind} {query['input']}"
        if unknown := set(filter(None, query.get("fields", "").split(","))) - DETAILS:
            return f"{name}: fields {unknown}"
        return None

    def places_answer(self, name: str, query: dict[str, str]) -> dict[str, Any]:
        if name == "details":
            known = [shop for shops in self.places.values() for shop in shops]
            found = next((shop for shop in known if shop["place_id"] == query["place_id"]), None)
            return {"status": "OK", "result": found} if found else {"status": "NOT_FOUND"}
        found = self.places.get((query.get("input") or query.get("query") or "").lower(), [])
        return {"status": "OK" if found else "ZERO_RESULTS", "candidates" if "input" in query else "results": found}


class Door(door.Door):
    stub: Stub

    def do_POST(self) -> None:
        body = json.loads(self.read_body())
        if not self.path.endswith("/embeddings"):
            return self.refuse(f"POST {self.path}", 404)
        self.note("embeddings", body)
        if wrong := self.stub.wrong_embeddings(self.headers.get("Authorization") or "", body):
            return self.refuse(wrong)
        self.say(*self.stub.embeddings(body))

    def do_GET(self) -> None:
        target = urllib.parse.urlsplit(self.path)
        name = target.path.removeprefix("/maps/api/place/").removesuffix("/json")
        query = dict(urllib.parse.parse_qsl(target.query))
        self.note(name, query)
        if self.stub.places_down:
            return self.say(500, {"status": "UNKNOWN_ERROR"}, {})
        if wrong := self.stub.wrong_place(name, query):
            return self.refuse(wrong)
        self.say(200, self.stub.places_answer(name, query), {})

    def note(self, name: str, body: Any) -> None:
        with self.stub.lock:
            self.stub.calls.append(Call(name, body, time.monotonic()))

    def refuse(self, why: str, status: int = 400) -> None:
        self.stub.refused.append(why)
        self.say(status, {"error": {"message": why}}, {})

    def say(self, status: int, reply: Any, fields: dict[str, str]) -> None:
        with contextlib.suppress(OSError):  # a caller that was killed
            self.answer(status, [("Content-Type", "application/json"), *fields.items()], json.dumps(reply).encode())
