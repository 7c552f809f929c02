"""Items of DynamoDB in its JSON and as plain values."""

import json
from typing import Any


def plain(item: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """An item of DynamoDB's JSON as plain values: numbers are integers where they can be, sets are sets."""
    def value(typed: dict[str, Any]) -> Any:
        (kind, content), = typed.items()
        if kind == "N":
            return int(content) if content.lstrip("-").isdigit() else float(content)
        if kind in ("SS", "NS", "BS"):
            return set(content)
        if kind == "M":
            return plain(content)
        return [value(element) for element in content] if kind == "L" else None if kind == "NULL" else content

    return {name: value(typed) for name, typed in item.items()}


def typed(item: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Plain values as an item of DynamoDB's JSON."""
    def value(content: Any) -> dict[str, Any]:
        if content is None or isinstance(content, bool):
            return {"NULL": True} if content is None else {"BOOL": content}
        if isinstance(content, int | float):
            return {"N": json.dumps(content)}
        if isinstance(content, set):
            return {"SS": sorted(content)}
        if isinstance(content, dict):
            return {"M": typed(content)}
        return {"L": [value(element) for element in content]} if isinstance(content, list) else {"S": content}

    return {name: value(content) for name, content in item.items()}
