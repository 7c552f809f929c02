"""Training pairs: what a person might type, and a document that answers it."""
import random
import re
from collections.abc import Iterator
from typing import NamedTuple

from .corpus import Document, Topic, spaced

TEMPLATES = {
    "kinds": ["{}"] * 6
    + ["{} tool", "{} software", "{} program", "{} app", "best {}", "open source {}", "{} for linux"],
    "alternatives": ["{} alternative", "alternative to {}", "open source {}", "free {} alternative", "like {}", "{}"],
    "aliases": ["{}"],
    "programs": ["{}"],
}
# How many documents of each wording a round shows.
SHOWN = {"kinds": 4, "alternatives": 2, "aliases": 1, "programs": 1}
# Who does a thing, and the doing: "image viewer" answers "view images".
DOING = dict(pair.split(":") for pair in (
    "viewer:view editor:edit manager:manage player:play converter:convert downloader:download monitor:monitor "
    "generator:generate formatter:format compiler:compile parser:parse debugger:debug profiler:profile "
    "emulator:emulate "
    "recorder:record scanner:scan analyzer:analyze analyser:analyse launcher:launch tracker:track linter:lint "
    "extractor:extract renamer:rename encoder:encode decoder:decode renderer:render organizer:organize reader:read "
    "writer:write cleaner:clean checker:check tester:test benchmark:benchmark finder:find browser:browse loader:load "
    "builder:build installer:install configurator:configure simulator:simulate synthesizer:synthesize tuner:tune "
    "uploader:upload compressor:compress optimizer:optimize minifier:minify obfuscator:obfuscate decompiler:decompile "
    "disassembler:disassemble wrapper:wrap logger:log scheduler:schedule planner:plan calculator:calculate "
    "solver:solve plotter:plot visualizer:visualize explorer:explore inspector:inspect validator:validate "
    "cracker:crack sniffer:sniff translator:translate splitter:split merger:merge remover:remove "
    "searcher:search indexer:index locker:lock switcher:switch picker:pick grabber:grab ripper:rip burner:burn "
    "sharing:share transfer:transfer backup:backup synchronization:sync recovery:recover").split())
STOP = frozenset(
    "a an the and or of for to in on with by from as is are be that this it its your you which into at using via can"
    .split())


class Pair(NamedTuple):
    query: str
    text: str
    document: int
    topic: int


def words(text: str) -> list[str]:
    """The words without the punctuation around them; `c++` and `.net` stay whole."""
    stripped = (word.strip(",;:!?()[]{}\"'`*").rstrip(".") for word in text.split())
    return [word for word in stripped if word]


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?]) +", text) if len(part) > 15]


class PairMaker:
    """Makes a round of pairs: some of every kind for each document and topic, other ones in every round."""

    def __init__(self, docs: list[Document], topics: list[Topic], typed: dict[str, list[str]],
                 ecosystems: dict[str, list[str]], allowed: set[int], topic_weight: int, seed: int):
        self.docs, self.topics, self.topic_weight = docs, topics, topic_weight
        self.typed, self.ecosystems = typed, ecosystems
        self.allowed = sorted(allowed)
        self.random = random.Random(seed)

    def round(self) -> list[Pair]:
        pairs = []
        for number in self.allowed:
            doc = self.docs[number]
            if doc.is_top or self.random.random() < 0.5:
                pairs += (Pair(query, text, number, -1) for query, text in self._of_document(doc) if query and text)
        for number in range(len(self.topics)):
            pairs += self._of_topic(number)
        return pairs

    def _of_document(self, doc: Document) -> Iterator[tuple[str, str]]:
        chance = self.random.random
        prose = words(doc.description)
        if chance() < 0.3 and doc.description:
            yield spaced(doc.name), doc.text if chance() < 0.5 else doc.description
        if chance() < 0.3:
            yield self._mistyped(doc.name), doc.text
        if doc.program and doc.program != doc.name and chance() < 0.5:
            yield spaced(doc.program), doc.text
        if doc.long and doc.description:
            yield self._span(words(self.random.choice(sentences(doc.long)[:4] or [doc.long])), 3, 12), doc.text
        if len(prose) < 2:
            return
        yield self._span(prose, 1, 5), self._text(doc)
        if chance() < 0.3:
            yield self._some(prose, 0.6), self._text(doc)
        if chance() < 0.4 and len(prose) >= 4:
            yield self._halves(doc, prose)
        said = self.ecosystems.get(doc.set)
        if said and chance() < 0.3:
            yield f"{self.random.choice(said)} {self._span(prose, 1, 3)}", doc.text
        for changed in (self._renamed(prose), self._task(prose)):
            if changed:
                yield changed, doc.text

    def _mistyped(self, name: str) -> str:
        """A name as far as it was typed: its first words, its first letters; or with a slip."""
        place = self.random.randrange(3)
        name = spaced(name)
        if place == 0 and " " in name:
            return name.rpartition(" ")[0]
        if len(name) < 5:
            return name
        if place == 1:
            return name[: self.random.randint(max(4, len(name) - 4), len(name) - 1)]
        slip = self.random.randrange(1, len(name) - 1)
        swapped = name[:slip] + name[slip + 1] + name[slip] + name[slip + 2 :]
        return swapped if self.random.random() < 0.5 else name[:slip] + name[slip + 1 :]

    def _text(self, doc: Document) -> str:
        return doc.description if self.random.random() < 0.2 else doc.text

    def _span(self, prose: list[str], least: int, most: int) -> str:
        """Some words in a row, with neither end a word that says nothing."""
        length = min(self.random.randint(least, most), len(prose))
        start = self.random.randint(0, len(prose) - length)
        span = prose[start : start + length]
        while span and span[0].lower() in STOP:
            span.pop(0)
        while span and span[-1].lower() in STOP:
            span.pop()
        return " ".join(span)

    def _some(self, prose: list[str], share: float) -> str:
        kept = [w for w in prose if w.lower() not in STOP and self.random.random() < share]
        self.random.shuffle(kept)
        return " ".join(kept)

    def _halves(self, doc: Document, prose: list[str]) -> tuple[str, str]:
        """Some words ask for a document of the others: what stands together belongs together."""
        content = [w for w in dict.fromkeys(prose) if w.lower() not in STOP]
        asked = set(self.random.sample(content, min(len(content), self.random.randint(1, 3))))
        rest = " ".join(w for w in prose if w not in asked)
        return " ".join(w for w in content if w in asked), f"{spaced(doc.name)} {rest}"

    def _renamed(self, prose: list[str]) -> str | None:
        """A few words around one for which people type another."""
        places = [i for i, w in enumerate(prose) if w.lower() in self.typed]
        if not places:
            return None
        place = self.random.choice(places)
        first = max(0, place - self.random.randint(0, 3))
        span = prose[first : place + self.random.randint(1, 4)]
        span[place - first] = self.random.choice(self.typed[prose[place].lower()])
        return " ".join(w for w in span if w.lower() not in STOP)

    def _task(self, prose: list[str]) -> str | None:
        """"Simple PDF viewer" as a wish: "view pdf", "view pdfs"."""
        for place in range(1, len(prose)):
            verb = DOING.get(prose[place].lower())
            if verb and prose[place - 1].lower() not in STOP:
                thing = prose[max(0, place - self.random.randint(1, 2)) : place]
                plural = "" if thing[-1].endswith("s") or self.random.random() < 0.5 else "s"
                return f"{verb} {' '.join(thing)}{plural}"
        return None

    def _of_topic(self, number: int) -> Iterator[Pair]:
        topic = self.topics[number]
        for wording in topic.wordings:
            for _ in range(SHOWN[topic.source] * self.topic_weight):
                # The better known, the more often.
                place = min(self.random.randrange(len(topic.documents)) for _ in range(2))
                document = topic.documents[place]
                query = self.random.choice(TEMPLATES[topic.source]).format(wording)
                yield Pair(query, self.docs[document].text, document, number)
