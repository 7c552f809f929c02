"""How texts are cut and embedded, told from what is stored."""

import json
import math
import random

import hashing
import reference
import samples
from case import Local, hash_model


class Splitting(Local):
    def shown(self, text: str, size: int, overlap: int) -> list[str]:
        (self.folder / "text.txt").write_text(text, newline="")
        ended = self.call("show", "--json", "--chunk-size", str(size), "--chunk-overlap", str(overlap),
                          str(self.folder / "text.txt"), code=None)
        return [chunk["text"] for line in ended.out.split("\n") if line for chunk in json.loads(line)["chunks"]]

    def test_15_vectors_of_the_splitter(self):
        for text, size, overlap, chunks in reference.VECTORS:
            with self.subTest(text[:20]):
                self.assertEqual(self.shown(text, size, overlap), chunks)
        self.assertEqual(self.shown("  \n\n \n ", 5, 2), [])

    def test_15_vectors_of_the_hash_model(self):
        self.models = [hash_model("eight", 8), hash_model("wide", 256)]
        uri = self.put("hello.txt", "Hello world")
        self.run_all()
        self.run_all("--model", "wide")
        eight, = self.active(uri, "eight")
        part = 1 / math.sqrt(3)
        for number, wanted in zip(eight.vector, [part, 0, 0, 0, -part, 0, 0, part], strict=True):
            self.assertAlmostEqual(number, wanted, 5)
        wide, = self.active(uri, "wide")
        signs = {place: number > 0 for place, number in enumerate(wide.vector) if number}
        self.assertEqual(signs, {95: True, 224: True, 244: False})

    def test_15_sizes_follow_the_environment(self):
        letters = random.Random(15)
        texts = {"words.txt": samples.words(120), "paragraphs.txt": "\n\n".join(
            samples.words(letters.randrange(1, 30), number) for number in range(20)),
            "joined.txt": "".join(letters.choices("abcdé\u0301日本😀", k=700)), "late.txt": " " * 60 + "x" * 120}
        for size, overlap in ((50, 10), (300, 60), (1000, 200)):
            uris = {self.put(f"{size}/{name}", text): text for name, text in texts.items()}
            self.run_all(CHUNK_SIZE_DOC_SPLIT=str(size), OVERLAP_FOR_DOC_SPLIT=str(overlap))
            for uri, text in uris.items():
                with self.subTest(uri):
                    self.assertEqual(self.texts(uri), reference.split(text, size, overlap))
                    self.assertLessEqual(max(map(len, self.texts(uri))), size)

    def test_15_vectors_of_what_is_stored(self):
        uri = self.put("words.txt", samples.words(300))
        self.run_all()
        for chunk in self.active(uri):
            wanted = hashing.embed(reference.sent(chunk.text), 64)
            self.assertEqual([round(number, 4) for number in chunk.vector], [round(number, 4) for number in wanted])

    def test_15_wrong_sizes_are_a_configuration_error(self):
        uri = self.put("words.txt", samples.words(30))
        ended = self.call("run", "--input", str(self.input), CHUNK_SIZE_DOC_SPLIT="10", OVERLAP_FOR_DOC_SPLIT="10",
                          code=2)
        self.assertIn("OVERLAP_FOR_DOC_SPLIT", ended.err + ended.out)
        self.assertEqual(self.stores.chunks(uri), [])

    def test_20_tokens_at_every_cut(self):
        letters = random.Random(20)
        pieces = []
        for number in range(240):
            kind = letters.choice(["Image", "Video", "Timestamp"])
            name = f"{number * 1.5:.2f}" if kind == "Timestamp" else "".join(
                letters.choices("ABCabc0189", k=5))
            pieces.append("".join(letters.choices("abc de\n", k=letters.randrange(0, 40))) + f"(!?#{kind}:{name})")
        text = "start " + "".join(pieces) + " end"
        uri = self.put("tokens.txt", text)
        self.run_all(CHUNK_SIZE_DOC_SPLIT="60", OVERLAP_FOR_DOC_SPLIT="0")
        self.check_nothing_lost(text, self.texts(uri))

    def test_20_tokens_without_a_place_to_cut(self):
        text = "".join(f"{'x' * (number % 37)}(!?#Image:A{number:04})" for number in range(150))
        uri = self.put("tokens.txt", text)
        self.run_all(CHUNK_SIZE_DOC_SPLIT="50", OVERLAP_FOR_DOC_SPLIT="0")
        self.check_nothing_lost(text, self.texts(uri))

    def check_nothing_lost(self, text: str, chunks: list[str]) -> None:
        """Chunks without overlap follow one another in the text with nothing but white space between, no token cut."""
        place, cuts = 0, []
        for chunk in chunks:
            start = text.find(chunk, place)
            self.assertGreaterEqual(start, 0, chunk)
            self.assertEqual(text[place:start].strip(), "", f"lost before {chunk!r}")
            place = start + len(chunk)
            cuts += [start, place]
        self.assertEqual(text[place:].strip(), "")
        for token in reference.TOKEN.finditer(text):
            broken = [cut for cut in cuts if token.start() < cut < token.end()]
            self.assertEqual(broken, [], token.group())
