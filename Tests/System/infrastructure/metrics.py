"""The metrics that there are: those that our programs write, as their sources have them, those that the plan takes from
logs, and AWS's own. Each has the names of its dimensions, since a metric with others is another metric."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import planning

SOURCES = planning.ROOT / "Sources"

# AWS's own, by namespace: the sets of dimensions that they are told by, and their names, as each service's page on its
# metrics in CloudWatch has them.
AWS: dict[str, tuple[list[set[str]], set[str]]] = {
    "AWS/States": ([{"StateMachineArn"}], {
        "ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted",
        "ExecutionThrottled", "ExecutionTime"}),
    "AWS/SQS": ([{"QueueName"}], {
        "ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible", "ApproximateAgeOfOldestMessage",
        "NumberOfMessagesSent", "NumberOfMessagesReceived", "NumberOfMessagesDeleted"}),
    "AWS/Lambda": ([{"FunctionName"}], {
        "Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions", "IteratorAge"}),
    "AWS/ApiGateway": ([{"ApiName", "Stage"}], {"Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"}),
    "AWS/Events": ([{"RuleName"}], {"TriggeredRules", "MatchedEvents", "Invocations", "FailedInvocations"}),
    "AWS/EFS": ([{"FileSystemId"}], {"ClientConnections", "DataReadIOBytes", "DataWriteIOBytes", "PercentIOLimit"}),
    "ECS/ContainerInsights": ([{"ClusterName"}], {"CpuUtilized", "CpuReserved", "MemoryUtilized", "MemoryReserved"}),
}
# In these modules everything that tells is made for one collection.
OF_ONE_COLLECTION = ("ReceiptCollections", "SegmentCollections", "ChromaCollections")


class Metric(NamedTuple):
    """What a graph or an alarm asks for; `values` is empty for a query, which asks for all there are."""

    namespace: str
    name: str
    dimensions: frozenset[str] | None
    values: tuple[str, ...] = ()


def asked(expression: str) -> Metric:
    """What a query of Metrics Insights asks for."""
    found = re.fullmatch(r'SELECT \w+\((\w+)\) FROM (?:SCHEMA\("([\w/]+)", ([\w, ]+)\)|"([\w/]+)")', expression)
    if not found:
        raise AssertionError(f"no query: {expression}")
    name, schema, dimensions, namespace = found.groups()
    return Metric(schema or namespace, name, frozenset(dimensions.split(", ")) if schema else None)


def of_alarm(alarm: dict[str, Any]) -> list[Metric]:
    if alarm["metric_name"]:
        return [_metric(alarm["namespace"], alarm["metric_name"], alarm["dimensions"] or {})]
    found = []
    for query in alarm["metric_query"]:
        if query["metric"]:
            metric = query["metric"][0]
            found.append(_metric(metric["namespace"], metric["metric_name"], metric["dimensions"] or {}))
        elif "SELECT" in query["expression"]:
            found.append(asked(query["expression"]))
    return found


def of_graph(graph: dict[str, Any]) -> list[Metric]:
    found = []
    for entry in graph["properties"]["metrics"]:
        if isinstance(entry[0], dict):
            found.append(asked(entry[0]["expression"]))
        else:
            found.append(_metric(entry[0], entry[1], dict(zip(entry[2::2], entry[3::2], strict=True))))
    return found


def _metric(namespace: str, name: str, dimensions: dict[str, str]) -> Metric:
    return Metric(namespace, name, frozenset(dimensions), tuple(dimensions.values()))


def written() -> dict[tuple[str, str], set[frozenset[str]]]:
    """The metrics of our programs: the sets of dimensions by namespace and name."""
    found: dict[tuple[str, str], set[frozenset[str]]] = {}
    for namespace, name, dimensions in [*_documents(), *_receipts()]:
        found.setdefault((namespace, name), set()).add(frozenset(dimensions))
    return found


def _documents() -> Iterator[tuple[str, str, list[str]]]:
    settings = (SOURCES / "Documents/Documents/Settings/LogSettings.swift").read_text()
    namespace = re.findall(r'"METRICS_NAMESPACE"\) \?\? "(\w+)"', settings)[0]
    counting = (SOURCES / "Documents/Documents/Observation/IngestionMetrics.swift").read_text()
    backlog = (SOURCES / "Programs/embed-documents/Functions/BacklogMetrics.swift").read_text()
    for text, calls in (counting, r"\b(?:add|measure)\(([^\n]*)"), (backlog, r"for \(label, value\) in \[(.*?)\n +\]"):
        dimensions = re.findall(r'"(\w+)"', re.findall(r"dimensions = \[(.*)\]", text)[0])
        for call in re.findall(calls, text, re.S):
            for name in re.findall(r'"(\w+)"', call):
                yield namespace, name, dimensions


def _receipts() -> Iterator[tuple[str, str, list[str]]]:
    sink = (SOURCES / "Programs/receipts/Assembly/EventSink.swift").read_text()
    namespace = re.findall(r'EMFMetrics\(namespace: "(\w+)"', sink)[0]
    cases = (SOURCES / "Receipts/ReceiptEvents/ReceiptMetric.swift").read_text()
    names = dict(re.findall(r'case (\w+) = "(\w+)"', cases))
    for path in sorted((SOURCES / "Receipts").rglob("*.swift")):
        text = path.read_text()
        for site in re.finditer(r"([\w.()]*events[\w.()]*)\.(?:count|measure)\(\s*(.*)", text):
            # `.case`, or a choice of two of them; what follows the comma is the number.
            for case in re.findall(r"(?<![\w)])\.(\w+)", site[2].split(",")[0]):
                yield namespace, names[case], ["collection"] if _by_collection(path, text, site) else []


def _by_collection(path: Path, text: str, site: re.Match[str]) -> bool:
    scope = text[text.rfind(" func ", 0, site.start()):site.start()]
    return (path.relative_to(SOURCES / "Receipts").parts[0] in OF_ONE_COLLECTION
            or re.search(r"\.of\((?:\w+\.)?collection\)", site[1] + scope.partition("let events = ")[2]) is not None)


def line(text: str) -> list[tuple[str, str, frozenset[str]]]:
    """The metrics of a line in the Embedded Metric Format: namespace, name, dimensions."""
    return [(directive["Namespace"], metric["Name"], frozenset(dimensions))
            for directive in json.loads(text)["_aws"]["CloudWatchMetrics"]
            for dimensions in directive["Dimensions"] for metric in directive["Metrics"]]
