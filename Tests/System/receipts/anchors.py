"""Telephone numbers, web sites and addresses of receipts in the form that records have them."""

import re
from typing import Any

STATES = set("""AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH
OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC""".split())
SHORT = {"STREET": "ST", "ROAD": "RD", "AVENUE": "AVE", "BOULEVARD": "BLVD", "DRIVE": "DR", "LANE": "LN",
         "HIGHWAY": "HWY", "PARKWAY": "PKWY", "SUITE": "STE", "APARTMENT": "APT"}


def phone(text: str) -> str | None:
    digits = re.sub(r"[^0-9]", "", text)
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return digits if len(digits) == 10 and len(set(digits)) > 1 else None


def url(text: str) -> str | None:
    text = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "", text.strip())
    text = re.split(r"[?#]", text)[0].rstrip("/")
    host, slash, path = text.partition("/")
    host = host.lower().removeprefix("www.")
    return f"{host}{slash}{path}" if host and "@" not in host else None


def address(text: str) -> str:
    tokens = [token.strip(" ,.;:|/\\-") for token in text.upper().split()]
    return " ".join(SHORT.get(token, token) for token in tokens if token)


def receipt_address(words: list[dict[str, Any]]) -> str | None:
    found = dict.fromkeys(address(value) for value in values(words, "address"))
    parts = sorted((part for part in found if part), key=lambda part: -len(part))
    if not parts:
        return None

    def numbered(part: str) -> bool:
        """A street's number: up to six digits that are not a ZIP code; a part may begin with five."""
        street = re.sub(r"(?<=.)\b\d{5}(-\d{4})?\b", "", part)
        return re.search(r"\b\d{1,6}\b", street) is not None

    def placed(part: str) -> bool:
        return re.search(r"(?<=.)\b\d{5}\b", part) is not None or not STATES.isdisjoint(part.split())

    if whole := next((part for part in parts if numbered(part) and placed(part)), None):
        return whole
    first = next((part for part in parts if numbered(part)), None)
    if first and (second := next((part for part in parts if part != first and placed(part)), None)):
        return f"{first} {second}"
    return " ".join(parts[:2])


def values(words: list[dict[str, Any]], kind: str) -> list[str]:
    return [word["extracted_data"]["value"] for word in words
            if word.get("extracted_data") and word["extracted_data"]["type"] == kind]
