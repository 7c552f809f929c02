"""What is kept out of training, and the questions asked about it."""
import dataclasses
import random

import numpy as np

from . import measure
from .corpus import Document, Topic, is_held_out
from .pairs import STOP, sentences, words
from .wordpiece import WordPiece


@dataclasses.dataclass
class Questions:
    name: str
    queries: list[str]
    relevant: list[set[int]]
    topics: list[int] = dataclasses.field(default_factory=list)

    def add(self, queries: list[str], relevant: set[int], topic: int) -> None:
        self.queries += queries
        self.relevant += [relevant] * len(queries)
        self.topics += [topic] * len(queries)


def split(docs: list[Document], topics: list[Topic], share: float) -> tuple[set[int], list[Topic], list[Questions]]:
    """The documents and topics to train on, and the questions about all others."""
    held = {i for i, doc in enumerate(docs) if is_held_out(doc.group, share / 3)}
    kept, kinds, aliases = [], Questions("kinds", [], []), Questions("aliases", [], [])
    for number, topic in enumerate(topics):
        if topic.source in ("kinds", "aliases") and is_held_out(topic.wordings[0], share):
            asked = kinds if topic.source == "kinds" else aliases
            asked.add(topic.wordings, set(topic.documents), number)
        else:
            members = [d for d in topic.documents if d not in held]
            if members:
                kept.append(Topic(topic.source, topic.wordings, members))
    sets = [kinds, aliases, *_of_documents(docs, sorted(held))]
    return set(range(len(docs))) - held, kept, [s for s in sets if s.queries]


def _of_documents(docs: list[Document], held: list[int]) -> list[Questions]:
    """A sentence of the long description without the name; three words of the description."""
    rng = random.Random(5)
    told, few = Questions("sentences", [], []), Questions("three words", [], [])
    for number in held:
        doc = docs[number]
        content = [w for w in words(doc.description) if w.lower() not in STOP]
        if len(content) >= 4:
            few.add([" ".join(rng.sample(content, 3))], {number}, number)
        if doc.long and doc.description:
            names = set(words(doc.text.lower())[: len(doc.name.split("-"))]) | {doc.name.lower()}
            sentence = (sentences(doc.long) or [doc.long])[0]
            asked = [w for w in words(sentence) if w.lower() not in names][:12]
            if len(asked) >= 3:
                told.add([" ".join(asked)], {number}, number)
    return [told, few]


class Examiner:
    """Asks all questions of a table of rows."""

    def __init__(self, docs: list[Document], sets: list[Questions], tokens: WordPiece):
        self.prior = measure.prior(docs)
        self.docs = [tokens(doc.text) for doc in docs]
        self.sets = [(s, [tokens(q) for q in s.queries]) for s in sets]

    def scores(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        docs = measure.vectors(rows, self.docs)
        found = {}
        for questions, token_lists in self.sets:
            ranked = measure.rank(measure.vectors(rows, token_lists), docs, self.prior)
            found[questions.name] = measure.ndcg(ranked, questions.relevant)
        return found
