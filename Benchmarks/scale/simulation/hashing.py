"""Rendezvous hashing (Thaler and Ravishankar, 1998): who takes a key, so that a further group moves few of them."""

from hashlib import blake2b


def weight(group: int, key: str) -> int:
    return int.from_bytes(blake2b(f"{group}/{key}".encode(), digest_size=8).digest(), "big")


def group_of(key: str, groups: int) -> int:
    """The group with the highest weight for the key."""
    return max(range(groups), key=lambda group: weight(group, key))
