"""What is written into logs, as the sources have it, and what patterns and queries of CloudWatch find there."""

import functools
import json
import re
from pathlib import Path
from typing import Any

import planning

SOURCES = planning.ROOT / "Sources"
# What Lambda and CloudWatch Logs add themselves.
ADDED = {"@timestamp", "@message", "@logStream", "@type", "@duration", "@initDuration", "@maxMemoryUsed"}
WORDS = {
    "filter", "sort", "desc", "asc", "limit", "display", "stats", "by", "as", "and", "or", "not", "like", "count",
    "max", "min", "avg", "sum", "pct", "bin", "ispresent"}


def _found(pattern: str, *paths: str) -> set[str]:
    return {each for path in paths for each in re.findall(pattern, (SOURCES / path).read_text())}


@functools.cache
def everything() -> str:
    return "\n".join(path.read_text() for path in sorted(SOURCES.rglob("*.swift")))


def last_line() -> set[str]:
    """The members of the line that a run of the indexer ends with."""
    text = (SOURCES / "Packages/Indexer/Reporting/RunReport.swift").read_text()
    return set(re.findall(r'json\.member\("(\w+)"', text.partition("func lastLine")[2].partition("json.text")[0]))


def _members(handler: str) -> set[str]:
    return _found(r'json\.member\("(\w+)"', f"Core/Observability/Logging/{handler}.swift")


def fields(group: str) -> set[str]:
    """The fields that lines of a group may have."""
    if group.startswith("/fdnix/"):
        return _members("StandardErrorLogHandler") | last_line()
    if group == "/aws/ecs/embeddings":
        ingestion = "Documents/Documents"
        told = {key for path in sorted((SOURCES / ingestion).rglob("*.swift"))
                for call in re.findall(r"\.event\(\s*\.\w+,\s*\[(.*?)\]\)", path.read_text(), re.S)
                for key in re.findall(r'"(\w+)":', call)}
        return (_members("EventLogHandler") | told
                | _found(r'metadataKey: "(\w+)"\]', f"{ingestion}/Observation/EventLog.swift")
                | _found(r'(?:object\[|JSONObject = \[|, )"([A-Z]\w+)"[\]:]',
                         f"{ingestion}/Results/IngestionResult.swift"))
    if group.startswith("/aws/lambda/"):
        given = {key for text in re.findall(r"metadata: \[([^\]]*)\]", everything())
                 for key in re.findall(r'"(\w+)":', text)}
        return (_members("CloudWatchLogHandler") | given
                | _found(r'"(requestId)":', "Cloud/LambdaRuntime/Runtime/Invocation.swift")
                | _found(r'metadataKey: "(\w+)"\]', "Receipts/ReceiptEvents/ReceiptEvents.swift"))
    raise AssertionError(f"nothing is known of {group}")


def query_faults(group: str, query: str) -> list[str]:
    """What a query of Logs Insights asks for that no line of the group has."""
    literals = re.findall(r'"([^"]*)"', query)
    bare = re.sub(r'"[^"]*"', "", query)
    aliases = set(re.findall(r"\bas (\w+)", bare))
    names = set(re.findall(r"(?<![\w.])@?[A-Za-z_]\w*", bare)) - WORDS - aliases
    known = fields(group) | ADDED
    strange = sorted(name for name in names if name not in known and not re.fullmatch(r"\d+[mhd]", name))
    # Words in capitals are for the reader to put in; levels and types of lines are short.
    unsaid = [text for text in literals if text not in ("TASK", "REPORT") and text not in everything()]
    return [f"{group}: no field {name}" for name in strange] + [f"{group}: nothing says {text!r}" for text in unsaid]


def matches(pattern: str, line: dict[str, Any] | str) -> bool:
    """Whether a filter pattern of CloudWatch Logs, of the kinds used here, takes a line."""
    if pattern.startswith("{"):
        return isinstance(line, dict) and _holds(pattern.strip("{} "), line)
    text = line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)
    any_of, all_of = re.findall(r'\?"([^"]+)"', pattern), re.findall(r'(?<!\?)(?<=^)"([^"]+)"', pattern)
    return all(term in text for term in all_of) and (not any_of or any(term in text for term in any_of))


def _holds(condition: str, line: dict[str, Any]) -> bool:
    """A condition on a line of JSON: a field that is not there fulfils none."""

    def compare(found: re.Match[str]) -> str:
        name, sign, wanted = found.groups()
        if name not in line:
            return "False"
        if wanted == "*":
            return str(sign == "=")
        same = str(line[name]) == wanted.strip('"')
        return str(same if sign == "=" else not same)

    words = re.sub(r'\$\.(\w+) (!?=) ("[^"]*"|\*|[\d.]+)', compare, condition)
    words = words.replace("&&", "and").replace("||", "or")
    if not re.fullmatch(r"(?:True|False|and|or|[() ])+", words):
        raise AssertionError(f"not understood: {condition}")
    return bool(eval(words))


def says(folder: str, words: str) -> bool:
    """Whether a program below a folder of Sources writes these words into its log."""
    for path in sorted(Path(SOURCES / folder).rglob("*.swift")):
        for call in re.finditer(r"(?:\.|log)(?:info|notice|warning|error|critical)\(\s*\"(.*)", path.read_text()):
            if words in call[1]:
                return True
    return False
