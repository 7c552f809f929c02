#!/usr/bin/env python3
"""Writes Tests/Engine/TransformerEmbeddingTests/Fixtures/parity.jsonl: what Python's libraries make of hard texts.

A line a text: the text, how often it is repeated, the numbers of its tokens as `tokenizers` gives them, and every 16th
number of its vector as `onnxruntime` and NumPy compute it. The model is the one that Scripts/setup documents fetches.

    pip install onnxruntime==1.28.0 tokenizers
    python3 Tools/generate_transformer_fixture.py [MODEL_DIRECTORY]
"""
import json
import os
import pathlib
import sys

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import onnxruntime
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors

ROOT = pathlib.Path(__file__).resolve().parent.parent
STEP = 16
# A text, or a text and how often it is repeated.
CASES: list[str | tuple[str, int]] = [
    "ripgrep", "A fast line-oriented search tool", "GNU Hello, version 2.12.1", "convert video to gif",
    "C++17/Rust/Go — “systems” programming…", "naïve Ångström façade ŁÓDŹ Çelebi", "e\u0301a\u0300 n\u0303 combining",
    "中文分词 tool 東京", "ひらがなカタカナ混じり", "プログラミング ガギグ", "한글 처리", "Привет, Мир! Ёлка й",
    "ΑΣΣ ὈΔΥΣΣΕΎΣ", "İSTANBUL ıI ẞß", "🎉party 👩\u200d💻 🇨🇭", "a\u200bb\u00adc\ufeffd\u2028e\u0085f",
    "\x00\x01a\x7fb\ufffdc", ("x", 100), ("y", 101), ("token ", 253), ("token ", 254), ("token ", 255),
    ("token ", 2000), ("pneumono", 13), ("a-", 300), "[CLS] [SEP] [MASK] [UNK] [PAD] [mask] a[MASK]b[CLS",
    "###hash ## #",
    "$€£¥ 1,234.56 ½ ²³ № ™", "user@example.com 192.168.0.1 ::1", "snake_case camelCase kebab-case",
    "สวัสดี नमस्ते", "שלום مرحبا", "ﬃ ﬁ Ⅷ ①② ㎏ ｶﾀ", "𝔘𝔫𝔦 𐐀𐐨 Ǆǅǆ", "don’t `quote` ´acute´ ^caret~",
    "supercalifragilisticexpialidocious",
    (
        "The minutes of the meeting say that the bridge over the river is closed until the end of May, because the "
        "steel of its northern pier has to be replaced. Buses take the road through the old town. ", 3),
]


def tokenizer(vocabulary: pathlib.Path) -> Tokenizer:
    """The uncased BERT tokenizer of `tokenizers`, over a vocabulary of one token a line."""
    tokens = vocabulary.read_text(encoding="utf-8").rstrip("\n").split("\n")
    numbers = {token: number for number, token in enumerate(tokens)}
    made = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]", max_input_chars_per_word=100))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.add_special_tokens([AddedToken(t, normalized=False) for t in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")])
    made.post_processor = processors.BertProcessing(("[SEP]", numbers["[SEP]"]), ("[CLS]", numbers["[CLS]"]))
    made.enable_truncation(max_length=256)
    return made


def session(model: pathlib.Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def embed(model: onnxruntime.InferenceSession, rows: list[list[int]]) -> np.ndarray:
    """The vectors of texts of these tokens, computed together: mean over the attention mask, length 1."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    (hidden,) = model.run(["last_hidden_state"], feeds)
    weights = mask[..., None].astype(np.float32)
    means = (hidden * weights).sum(1) / weights.sum(1)
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def main() -> None:
    folder = pathlib.Path(sys.argv[1]) if sys.argv[1:] else ROOT / ".fdnix/documents/models/minilm-l6-v2-int8"
    tokens, model = tokenizer(folder / "vocab.txt"), session(folder / "model.onnx", 1)
    target = ROOT / "Tests/Engine/TransformerEmbeddingTests/Fixtures/parity.jsonl"
    target.parent.mkdir(exist_ok=True)
    with target.open("w", encoding="ascii") as file:
        for case in CASES:
            text, times = (case, 1) if isinstance(case, str) else case
            ids = tokens.encode(text * times).ids
            vector = [round(float(number), 6) for number in embed(model, [ids])[0][::STEP]]
            row = {"text": text, "times": times, "ids": ids, "vector": vector}
            print(json.dumps(row, separators=(",", ":")), file=file)


if __name__ == "__main__":
    main()
