#!/usr/bin/env python3
"""Trains the rows of the static embedding model on package metadata and the knowledge files.

Starts from the rows of a model, shows it what people might type beside the package that answers it, and writes the
one-file form that fdnix carries (Sources/Engine/CModel/README.md), with what it gives on packages and topics kept out
of training. The same seed, inputs, device and number of threads give the same model. Needs numpy, brotli for .br, and
torch to use a GPU.

    python3 Tools/train_model.py packages.json.br MODEL.safetensors                  # hold some out, say what it gives
    python3 Tools/train_model.py packages.json.br MODEL.safetensors --held-out 0     # the model that is shipped
"""
import argparse
import pathlib
import time
from collections.abc import Iterator

import numpy as np

from model import batches, corpus, files, heldout, loss, measure, pairs
from model.wordpiece import WordPiece

ROOT = pathlib.Path(__file__).resolve().parent.parent


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("packages", type=pathlib.Path, help="packages.json of a channel or of nix-env: plain, .br, .gz or .xz")
    add("output", type=pathlib.Path, help="the model to write")
    add("--start", type=pathlib.Path, default=ROOT / "Sources/Engine/CModel/model/fdnix-static-256.safetensors",
        help="a model in the one-file form or a model2vec directory, whose rows to start from")
    add("--knowledge", type=pathlib.Path, default=ROOT / "Sources/Packages/CKnowledge/data", help="the knowledge files")
    add("--model-id", default="fdnix-static-256-v2", help="name of the new model")
    add("--device", default="auto", help="numpy, or a device of torch; auto: cuda where torch has one, else numpy")
    add("--rounds", type=int, default=10, help="how often every document is shown")
    add("--batch", type=int, default=1024, help="pairs a step")
    add("--chunk", type=int, default=64, help="pairs in a row that are hard for each other")
    add("--clusters", type=int, default=256, help="groups of alike documents")
    add("--rate", type=float, default=4e-3, help="the largest step")
    add("--anchor", type=float, default=0.0, help="pull of the rows to where they started")
    add("--temperature", type=float, default=0.08, help="of the contrastive loss")
    add("--back", type=float, default=0.3, help="weight of the loss from document to query")
    add("--topic-weight", type=int, default=2, help="how often every topic is shown in a round")
    add("--keep", type=float, default=0.25, help="share of the starting rows in the rows that are written")
    add("--held-out", type=float, default=0.15, help="share of topics kept out; of documents a third of it")
    add("--seed", type=int, default=1)
    return parser.parse_args(given)


def clusters(vectors: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """k-means by cosine, a few turns: near enough to put alike documents into one batch."""
    count = min(count, len(vectors))
    centres = vectors[rng.choice(len(vectors), count, replace=False)]
    for _ in range(6):
        nearest = np.concatenate([(vectors[i : i + 8192] @ centres.T).argmax(1) for i in range(0, len(vectors), 8192)])
        for number in np.unique(nearest):
            mean = vectors[nearest == number].mean(axis=0)
            centres[number] = mean / max(np.linalg.norm(mean), 1e-6)
    return nearest


def stepper(rows: np.ndarray, o: argparse.Namespace):
    """What takes the steps: numpy, or torch on a device."""
    device = o.device
    if device == "auto":
        try:
            import torch

            device = "cuda" if torch.cuda.is_available() else "numpy"
        except ImportError:
            device = "numpy"
    if device == "numpy":
        return loss.NumpySteps(rows, o.temperature, o.back, o.anchor)
    from model.torch_steps import TorchSteps

    return TorchSteps(rows, o.temperature, o.back, o.anchor, device)


def rate(o: argparse.Namespace, progress: float) -> float:
    """Rises for a twentieth of the time, then falls to nothing."""
    return o.rate * min(1.0, 20 * progress + 0.02) * (1 - progress)


def train(steps, maker: pairs.PairMaker, batcher: batches.Batcher, tokenise: WordPiece, o: argparse.Namespace) -> None:
    began = time.time()
    for number in range(o.rounds):
        tokenised = [(tokenise(p.query), tokenise(p.text), p.document, p.topic) for p in maker.round()]
        queries, texts, documents, topics = zip(*(pair for pair in tokenised if pair[0] and pair[1]))
        shown = batcher.batches(
            batches.Bags.of(queries), batches.Bags.of(texts), np.array(documents), np.array(topics), number % 2 == 1)
        count = max(1, len(queries) // o.batch)
        losses = [steps.step(batch, rate(o, (number + n / count) / o.rounds)) for n, batch in enumerate(shown)]
        if not losses:
            raise SystemExit(f"{len(queries)} pairs do not fill a batch of {o.batch}: choose a smaller --batch")
        seconds = time.time() - began
        print(f"round {number + 1}: {len(queries)} pairs, loss {np.mean(losses):.4f}, {seconds:.0f} s", flush=True)


def report(sets: list[heldout.Questions], before: dict[str, np.ndarray], after: dict[str, np.ndarray]) -> Iterator[str]:
    for questions in sets:
        name, scores = questions.name, after[questions.name]
        mean, low, high = measure.interval(before[name], scores, np.array(questions.topics))
        yield (f"{name}: nDCG@10 {before[name].mean():.4f} -> {scores.mean():.4f}, {mean:+.4f} "
               f"(95 % {low:+.4f} to {high:+.4f}, {len(scores)} questions)")


def main() -> None:
    o = arguments()
    rows, tokens = files.read_model(o.start)
    tokenise = WordPiece(tokens)
    docs = corpus.documents(corpus.read_packages(o.packages))
    allowed, topics, sets = heldout.split(docs, corpus.topics(o.knowledge, docs), o.held_out)
    print(f"{len(docs)} texts, {len(topics)} topics, {sum(len(s.queries) for s in sets)} questions kept out",
          flush=True)
    vectors = measure.vectors(rows, [tokenise(doc.text) for doc in docs])
    alike = clusters(vectors, o.clusters, np.random.default_rng(o.seed))
    _, names = np.unique([doc.group for doc in docs], return_inverse=True)
    maker = pairs.PairMaker(docs, topics, corpus.synonyms(o.knowledge), corpus.ecosystems(o.knowledge),
                             allowed, o.topic_weight, o.seed)
    batcher = batches.Batcher(alike, names, [np.array(t.documents) for t in topics], o.batch, o.chunk, o.seed)
    steps = stepper(rows, o)
    train(steps, maker, batcher, tokenise, o)
    trained = np.float32(o.keep) * rows + np.float32(1 - o.keep) * steps.result()
    restored = files.write_model(o.output, trained, tokens, o.model_id, "Apache-2.0")
    examiner = heldout.Examiner(docs, sets, tokenise)
    print(*report(sets, examiner.scores(rows), examiner.scores(restored)), sep="\n")


if __name__ == "__main__":
    main()
