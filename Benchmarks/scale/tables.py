"""The tables of the page, made of the figures."""

import json
import re

from figures import GROUPS, Figures
from parameters import DATA, measured
from systems.receipts import TOKENS

#: The column that says which quota or step holds a run up, by the part that takes most of a task's time.
LIMITS = {"launch": "starts of tasks", "start": "Fargate's start", "work": "work", "model": "the model's answers",
          "quota": "the model's quota", "database": "the database", "index": "the table's index"}

#: Writes of a run's item: made, then begun and ended for both collections.
RUN_WRITES = 5


def table(head: list[str], rows: list[list[str]]) -> str:
    """Columns of numbers have them at their right side."""
    columns = list(zip(*rows))
    sides = ["---:" if all(re.match(r"[-+±–]?\s?\d|–|none", cell) for cell in column) else "---" for column in columns]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, sides, *rows])


def about(value: float) -> str:
    """Three digits of a number."""
    return f"{float(f'{value:.3g}'):,g}" if value < 100 else f"{float(f'{value:.3g}'):,.0f}"


def span(seconds: float) -> str:
    """A time as people say it."""
    for size, name in ((365.25 * 86_400, "years"), (86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{about(seconds / size)} {name}"
    return f"{seconds:.0f} s"


def summary(figures: Figures) -> str:
    """What holds each system up first, at which rate, and what the next step brings."""
    document, capacity = figures.documents, figures.capacity

    def hourly(*key) -> str:
        return f"{about(3600 * document[key].rate)} documents an hour"

    merged = {(step, groups): f"{about(one.rate())} receipts a second" for (step, groups), one in capacity.items()}
    metadata, minified = (figures.night().memory()[phase] / 1024 for phase in ("metadata", "minified"))
    last = list(Figures.STEPS)[-1]
    writes, vectors = figures.limits["dynamodb.partition.writes"], measured("receipts")["vectors"]
    rate = f"{about(figures.limits['openai.tokens'] / 60 / TOKENS)} receipts a second"
    return table(["", "what limits first", "at", "next step", "then"], [
        ["documents, 3 tasks × 1", "Fargate's start, once a document", hourly("local", 3, 1, 1), "20 documents a task",
         hourly("local", 3, 20, 1)],
        ["documents, Bedrock", "tokens a minute", hourly("bedrock", 30, 20, 1), "a higher quota, or the local model",
         hourly("local", 30, 20, 1)],
        ["documents, 1,000 tasks × 1", "starts of tasks", hourly("local", 1_000, 1, 1),
         "20 documents a task; 8 databases", hourly("local", 1_000, 20, 8)],
        ["documents, 1,000 tasks × 20", "rows into one database", hourly("local", 1_000, 20, 1), "8 databases",
         hourly("local", 1_000, 20, 8)],
        ["receipts, the table's index", "one partition for the status of words",
         f"{about(writes / vectors)} receipts a second", "no status of words; then the index of runs",
         f"{about(writes / RUN_WRITES)} receipts a second"],
        ["receipts, model", "requests a minute at the highest tier", f"{figures.quota.rate():,.0f} receipts a second",
         "several receipts a call, then tokens", rate],
        ["receipts, one collection", "one merge at a time: bundles fetched, files written", merged["as it is", 1],
         "64 shard groups", merged["as it is", 64]],
        ["receipts, 64 groups", "a function's network", merged["as it is", 64], "larger merges, in containers",
         merged[last, 64]],
        ["packages, 1,000,000", "memory", f"{minified:.1f} GiB of 6", "12 GiB for the task", "fits"],
        ["packages, four tasks", "memory of the metadata task", f"{metadata:.1f} GiB of 3", "6 GiB for it", "fits"],
    ])


def documents(figures: Figures) -> str:
    rows = []
    for model, name in (("local", "local"), ("bedrock", "Bedrock")):
        for at_once in (3, 100, 1_000):
            for items in (1, 20):
                one = figures.documents[model, at_once, items, 1]
                first = LIMITS[max(one.parts, key=one.parts.get)]
                gone = f"; {one.starved:.0%} of documents fail" if one.starved > 0.005 else ""
                rows.append([f"{name}, {at_once:,} tasks × {items}", span(one.seconds), span(10 * one.seconds),
                             about(one.task_seconds / 3600), first + gone])
    one = figures.documents["local", 1_000, 20, 8]
    rows.append(["local, 1,000 tasks × 20, 8 databases", span(one.seconds), span(10 * one.seconds),
                 about(one.task_seconds / 3600), LIMITS[max(one.parts, key=one.parts.get)]])
    return table(["model, tasks at once × documents", "1 million", "10 million", "task-hours a million",
                  "what takes most of a task's time"], rows)


def receipts(figures: Figures) -> str:
    rows = [[step, *(about(figures.capacity[step, groups].rate()) for groups in GROUPS)] for step in Figures.STEPS]
    return table(["receipts a second", *(f"{groups} group{'s' * (groups > 1)}" for groups in GROUPS)], rows)


def loads(figures: Figures) -> str:
    """What a receipt asks of services that the simulation does not queue for, against what they have."""
    one, known, busy = figures.limits, measured("receipts"), figures.backlog[64]
    written = busy.written / max(busy.done, 1) / 2**20 * known["vectors"] / known["words"]
    runs, told = RUN_WRITES, known["vectors"]
    worker = (4 * one["s3.latency"] + one["openai.latency"]) / 10 + known["worker_receipt"]
    rows = [("index partition of the status of lines and words, writes", told, one["dynamodb.partition.writes"]),
            ("index partition of runs, writes", runs, one["dynamodb.partition.writes"]),
            ("table, writes", runs + told, one["dynamodb.table.writes"]),
            ("prefix of one collection's bundles, PUT", 2, one["s3.writes"]),
            ("prefix of one collection's bundles, GET", 2, one["s3.reads"]),
            ("file system, MiB written", written, one["efs.writes"]),
            ("functions at once, workers", worker, one["lambda.concurrency"])]
    return table(["a receipt asks", "how much", "there is, a second", "enough for receipts a second"],
                 [[name, about(each), about(limit), about(limit / each)] for name, each, limit in
                  sorted(rows, key=lambda row: row[2] / row[1])])


def freshness(figures: Figures) -> str:
    rows = [[f"{groups} group{'s' * (groups > 1)}, {rate:,} a second", f"{one.freshness(0.5):.0f} s",
             f"{one.freshness(0.99):.0f} s", f"{one.utilisation():.0%}"]
            for (groups, rate), one in figures.freshness.items()]
    one = figures.quota
    rows.append([f"64 groups, 1,000 a second, the model's quota ({one.rate():.0f} a second)",
                 f"{one.freshness(0.5):.0f} s and growing", f"{one.freshness(0.99):.0f} s", f"{one.utilisation():.0%}"])
    return table(["as it is", "median", "99 %", "compactors busy"], rows)


def backlog(figures: Figures) -> str:
    rows = []
    for groups in GROUPS:
        one = figures.backlog[groups]
        rows.append([str(groups), f"{one.rate():,.0f}", about(one.arrived - one.done), span(one.series[-1][2]),
                     f"{one.utilisation():.0%}"])
    return table(["groups", "merged a second", "waiting after 30 min", "age of the oldest", "compactors busy"], rows)


def races(figures: Figures) -> str:
    rows = []
    for compactors in (1, 2, 4, 8):
        on, off = figures.races[compactors, True], figures.races[compactors, False]
        rows.append([str(compactors), f"{off.conflicts / off.published:.2f}", f"{off.returned:,}",
                     f"{on.collisions / on.published:.2f}", f"{on.returned:,}", f"{on.rate():.1f}"])
    return table(["compactors", "rebases a version, no lock", "returned, no lock", "waits a version, lock",
                  "returned, lock", "receipts a second"], rows)


def packages(figures: Figures) -> str:
    rows = []
    for name, night in figures.nights.items():
        rows.append([name, span(night.seconds), f"{night.seconds / 21_600:.0%}"])
    return table(["1,000,000 packages", "time", "of 6 h"], rows)


def memory(figures: Figures) -> str:
    rows = []
    for name, room in (("metadata", 3_072), ("embedding", 6_144), ("minified", 6_144)):
        one = figures.night(0).memory()[name]
        each = figures.night(1).memory()[name] - one
        rows.append([name, f"{figures.night(111_846).memory()[name] / 1024:.1f} GiB",
                     f"{figures.night().memory()[name] / 1024:.1f} GiB", f"{room // 1024} GiB",
                     f"{(room - one) / each / 1000:,.0f},000"])
    return table(["phase", "111,846 packages", "1,000,000", "a task of its own has", "enough for"], rows)


def comparison(_: Figures) -> str:
    entries = json.loads((DATA / "comparison.json").read_text())["cases"]
    rows = []
    for entry in entries:
        foreseen, seen, unit = entry["predicted"], entry["observed"], entry["unit"]
        rows.append([entry["case"], f"{foreseen:.3g} {unit}", f"{seen:.3g} {unit}",
                     f"{seen / foreseen - 1:+.0%}" if foreseen else "–", f"± {entry['tolerance']:.0%}"])
    return table(["case", "simulated", "observed", "difference", "tolerance"], rows)


def limits(_: Figures) -> str:
    entries = json.loads((DATA / "limits.json").read_text())
    rows = [[f"{entry['what']} ([source]({entry['source']}))", f"{entry['value']:,g} {entry['unit']}".replace("|", "/"),
             entry["mark"]] for entry in entries.values()]
    return table(["limit", "taken as", "how known"], rows)


def measurements(_: Figures) -> str:
    rows = []
    for system, known in json.loads((DATA / "measurements.json").read_text()).items():
        rows += [[f"{system}: {name}", f"{entry['value']:g} {entry['unit']}", entry["how"]]
                 for name, entry in known["values"].items()]
    return table(["measured", "value", "how"], rows)


TABLES = {"summary": summary, "documents": documents, "receipts": receipts, "freshness": freshness,
          "backlog": backlog, "loads": loads, "races": races, "packages": packages, "memory": memory,
          "comparison": comparison, "limits": limits, "measurements": measurements}
