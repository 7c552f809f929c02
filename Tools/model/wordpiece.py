"""Uncased BERT WordPiece, as Sources/Engine/Text/WordPiece does it, remembering words that come again."""
import unicodedata

LONGEST_WORD = 100
LONGEST_TEXT = 512


def _is_punctuation(c: str) -> bool:
    return (c.isascii() and c.isprintable() and not c.isalnum() and c != " ") or unicodedata.category(c)[0] == "P"


def _is_ideograph(c: str) -> bool:
    code = ord(c)
    return any(
        first <= code <= last
        for first, last in (
            (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
            (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)))


class WordPiece:
    """Texts to token numbers; words in which no piece is known give none."""

    def __init__(self, tokens: list[str]):
        self.numbers = {token: number for number, token in enumerate(tokens)}
        self.words: dict[str, tuple[int, ...]] = {}

    def __call__(self, text: str) -> list[int]:
        ids: list[int] = []
        for word in text.split():
            known = self.words.get(word)
            if known is None:
                known = self.words[word] = tuple(
                    number for part in self._parts(word) for number in self._pieces(part))
            ids += known
        return ids[:LONGEST_TEXT]

    def _parts(self, word: str) -> list[str]:
        """A word without accents and capitals, cut at punctuation and ideographs."""
        clean = "".join(c for c in word if c not in "\0\ufffd" and unicodedata.category(c)[0] != "C")
        spaced = "".join(f" {c} " if not c.isascii() and _is_ideograph(c) else c for c in clean)
        plain = "".join(c for c in unicodedata.normalize("NFD", spaced) if unicodedata.category(c) != "Mn").lower()
        return "".join(f" {c} " if _is_punctuation(c) else c for c in plain).split()

    def _pieces(self, part: str) -> list[int]:
        """The longest known piece, then the longest of what is left, and so on; nothing if that fails."""
        if len(part) > LONGEST_WORD:
            return []
        ids, start = [], 0
        while start < len(part):
            for end in range(len(part), start, -1):
                number = self.numbers.get(("##" if start else "") + part[start:end])
                if number is not None:
                    break
            else:
                return []
            ids.append(number)
            start = end
        return ids
