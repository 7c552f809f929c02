#!/usr/bin/env python3
"""Writes a model of OpenAI's Whisper in the form that whisper.cpp reads, from the form of CTranslate2 (faster-whisper).

    Tools/convert_whisper_model.py FOLDER > ggml-model.bin

FOLDER has `model.bin` with numbers of 16 bits and `vocabulary.txt`, of a model for English alone. Nothing but Python is
needed: weights are moved, not computed (`Scripts/setup documents` does it).
"""

import math
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

#: What CTranslate2 calls 16-bit floating point.
FLOAT16 = 4
MELS, BINS = 80, 201


class Tensor(NamedTuple):
    shape: tuple[int, ...]
    data: bytes

    def part(self, number: int, count: int) -> "Tensor":
        """One of `count` tensors that lie one behind the other in this one."""
        size = len(self.data) // count
        return Tensor((self.shape[0] // count, *self.shape[1:]), self.data[number * size:(number + 1) * size])

    def wide(self) -> bytes:
        """The numbers with 32 bits."""
        count = len(self.data) // 2
        return struct.pack(f"<{count}f", *struct.unpack(f"<{count}e", self.data))


def read(path: Path) -> dict[str, Tensor]:
    """The tensors of 16-bit numbers in a file of CTranslate2, by their names."""
    data, place = path.read_bytes(), 0

    def number(kind: str) -> int:
        nonlocal place
        value, = struct.unpack_from("<" + kind, data, place)
        place += struct.calcsize(kind)
        return value

    def text() -> str:
        nonlocal place
        size = number("H")
        place += size
        return data[place - size:place].rstrip(b"\0").decode()

    version, name, _ = number("I"), text(), number("I")
    if version != 6 or name != "WhisperSpec":
        sys.exit(f"{path} is not a Whisper model of CTranslate2's format 6 but {name} of format {version}")
    found = {}
    for _ in range(number("I")):
        name = text()
        shape = tuple(number("I") for _ in range(number("B")))
        kind, size = number("B"), number("I")
        if kind == FLOAT16:
            found[name] = Tensor(shape, data[place:place + size])
        place += size
    return found


def tensors(model: dict[str, Tensor], layers: dict[str, int]) -> Iterator[tuple[str, Tensor]]:
    """The tensors with the names that Whisper has for them."""
    def pair(ours: str, theirs: str, weight: str = "weight", bias: str = "bias") -> Iterator[tuple[str, Tensor]]:
        yield f"{ours}.weight", model[f"{theirs}/{weight}"]
        yield f"{ours}.bias", model[f"{theirs}/{bias}"]

    def norm(ours: str, theirs: str) -> Iterator[tuple[str, Tensor]]:
        return pair(ours, f"{theirs}/layer_norm", "gamma", "beta")

    def fused(ours: str, theirs: str, names: list[str]) -> Iterator[tuple[str, Tensor]]:
        for number, name in enumerate(names):
            for kind in ("weight", "bias"):
                # Keys have no bias; here they have one of noughts.
                if name != "key" or kind == "weight":
                    yield f"{ours}.{name}.{kind}", model[f"{theirs}/{kind}"].part(number, len(names))

    yield "encoder.positional_embedding", model["encoder/position_encodings/encodings"]
    yield "decoder.positional_embedding", model["decoder/position_encodings/encodings"]
    yield "decoder.token_embedding.weight", model["decoder/embeddings/weight"]
    for convolution in ("conv1", "conv2"):
        yield from pair(f"encoder.{convolution}", f"encoder/{convolution}")
    for side, last in (("encoder", "ln_post"), ("decoder", "ln")):
        yield from norm(f"{side}.{last}", side)
        for layer in range(layers[side]):
            ours, theirs = f"{side}.blocks.{layer}", f"{side}/layer_{layer}"
            yield from norm(f"{ours}.attn_ln", f"{theirs}/self_attention")
            yield from fused(f"{ours}.attn", f"{theirs}/self_attention/linear_0", ["query", "key", "value"])
            yield from pair(f"{ours}.attn.out", f"{theirs}/self_attention/linear_1")
            if side == "decoder":
                yield from norm(f"{ours}.cross_attn_ln", f"{theirs}/attention")
                yield from pair(f"{ours}.cross_attn.query", f"{theirs}/attention/linear_0")
                yield from fused(f"{ours}.cross_attn", f"{theirs}/attention/linear_1", ["key", "value"])
                yield from pair(f"{ours}.cross_attn.out", f"{theirs}/attention/linear_2")
            yield from norm(f"{ours}.mlp_ln", f"{theirs}/ffn")
            yield from pair(f"{ours}.mlp.0", f"{theirs}/ffn/linear_0")
            yield from pair(f"{ours}.mlp.2", f"{theirs}/ffn/linear_1")


def filters() -> Iterator[float]:
    """The triangles of Slaney's mel scale that Whisper hears through, of equal area, for 16 kHz."""
    def hertz(mel: float) -> float:
        return mel * 200 / 3 if mel < 15 else 1000 * math.exp((mel - 15) * math.log(6.4) / 27)

    highest = 15 + 27 * math.log(8) / math.log(6.4)
    edges = [hertz(highest * number / (MELS + 1)) for number in range(MELS + 2)]
    for low, middle, high in zip(edges, edges[1:], edges[2:], strict=False):
        for number in range(BINS):
            frequency = 40 * number
            height = min((frequency - low) / (middle - low), (high - frequency) / (high - middle))
            yield max(0.0, height) * 2 / (high - low)


def words(path: Path) -> list[bytes]:
    """The tokens up to the first special one, as bytes: the file has a letter for each byte, as GPT-2 has them."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    letters = {chr(byte): byte for byte in printable}
    letters |= {chr(0x100 + number): byte
                for number, byte in enumerate(byte for byte in range(256) if byte not in printable)}
    lines = path.read_text().split("\n")
    return [bytes(letters[letter] for letter in line) for line in lines[:lines.index("<|endoftext|>") + 1]]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    model, vocabulary = read(folder / "model.bin"), words(folder / "vocabulary.txt")
    layers = {side: len({name.split("/")[1] for name in model if name.startswith(f"{side}/layer_") and
                         name.split("/")[1] != "layer_norm"}) for side in ("encoder", "decoder")}
    tokens, width = model["decoder/embeddings/weight"].shape
    contexts = [model[f"{side}/position_encodings/encodings"].shape[0] for side in ("encoder", "decoder")]
    # Heads are 64 wide in Whispers of all sizes.
    sizes = [tokens, contexts[0], width, width // 64, layers["encoder"], contexts[1], width, width // 64,
             layers["decoder"], MELS, 1]
    write = sys.stdout.buffer.write
    write(struct.pack("<I11i", 0x67676D6C, *sizes))
    write(struct.pack(f"<2i{MELS * BINS}f", MELS, BINS, *filters()))
    write(struct.pack("<i", len(vocabulary)))
    for word in vocabulary:
        write(struct.pack("<i", len(word)) + word)
    for name, tensor in tensors(model, layers):
        is_wide = len(tensor.shape) < 2 or name.endswith("positional_embedding")
        # The biases of convolutions are columns.
        shape = (tensor.shape[0], 1) if name.startswith("encoder.conv") and is_wide else tensor.shape
        encoded = name.encode()
        write(struct.pack(f"<3i{len(shape)}i", len(shape), len(encoded), 0 if is_wide else 1, *reversed(shape)))
        write(encoded + (tensor.wide() if is_wide else tensor.data))


main()
