"""The pictures of the page, made of the figures."""

from drawing.chart import Axis, Bars, Limit, Lines, Series
from figures import AT_ONCE, GROUPS, ITEMS, Figures
from systems import packages

HOURS = {"bedrock": "Bedrock's quota", "local": "local model"}


def documents_rate(figures: Figures) -> Lines:
    def line(label: str, colour: int, model: str, items: int, databases: int = 1, dashed: bool = False) -> Series:
        return Series(label, [(at_once, 3600 * figures.documents[model, at_once, items, databases].rate)
                              for at_once in AT_ONCE], colour, dashed)

    return Lines(
        "Documents an hour, by tasks at once", "41 chunks a document on average; 1 or 20 documents a task",
        Axis("tasks at once", 1, 1_000, [1, 3, 10, 30, 100, 300, 1_000], True),
        Axis("documents an hour", 50, 2e6, [100, 1_000, 10_000, 100_000, 1_000_000], True),
        [line("local, 20, 8 databases", 3, "local", 20, 8), line("local, 20 a task", 2, "local", 20),
         line("local, 1 a task", 2, "local", 1, dashed=True), line("Bedrock, 20 a task", 0, "bedrock", 20),
         line("Bedrock, 1 a task", 0, "bedrock", 1, dashed=True)],
        [Limit("20 starts a second", 3600 * figures.limits["fargate.launch.rate"])])


def documents_items(figures: Figures) -> Lines:
    series = [Series(f"{at_once:,} tasks", [(items, figures.documents["local", at_once, items, 1].seconds / 3600)
                                            for items in ITEMS], number)
              for number, at_once in enumerate((3, 100, 1_000))]
    return Lines(
        "A million documents, by documents a task", "local model, one database",
        Axis("documents a task", 1, 20, list(ITEMS), True), Axis("hours", 1, 5_000, [1, 10, 100, 1_000], True), series,
        [Limit("a day", 24, right=True, above=True), Limit("a month", 720)], right=110)


def documents_task(figures: Figures) -> Bars:
    rows = []
    for model, at_once, items in (("local", 3, 1), ("local", 3, 20), ("local", 100, 20), ("local", 1_000, 1),
                                  ("bedrock", 3, 1), ("bedrock", 3, 20), ("bedrock", 30, 20)):
        parts = figures.documents[model, at_once, items, 1].parts
        rows.append((f"{HOURS[model]}, {at_once:,} × {items}", {name: value / items for name, value in parts.items()}))
    names = {"launch": "launch quota", "start": "Fargate's start", "work": "work", "model": "model's answer",
             "quota": "model's quota", "database": "database"}
    return Bars("Where a task's time goes", "seconds a document; tasks at once × documents a task",
                Axis("seconds a document", 0, 60, [0, 10, 20, 30, 40, 50, 60]), rows, names)


def receipts_capacity(figures: Figures) -> Lines:
    series = [Series(step, [(groups, figures.capacity[step, groups].rate()) for groups in GROUPS], number)
              for number, step in enumerate(Figures.STEPS)]
    return Lines(
        "Receipts a second that are merged, by shard groups", "words; 1,000,000 vectors at the beginning",
        Axis("shard groups", 1, 64, list(GROUPS), True), Axis("receipts a second", 1, 3_000, [1, 10, 100, 1_000], True),
        series, [Limit("what is asked", 1_000)])


def receipts_backlog(figures: Figures) -> Lines:
    series = [Series(f"{groups} group{'s' * (groups > 1)}", [(time / 60, max(0, waiting)) for time, waiting, _ in
                                                             figures.backlog[groups].series], number)
              for number, groups in enumerate(GROUPS)]
    return Lines("Receipts that wait, 1,000 a second coming", "500 a merge, 32 bundles at once, in containers",
                 Axis("minutes", 0, 30, [0, 10, 20, 30]),
                 Axis("receipts", 0, 1.8e6, [0, 500_000, 1_000_000, 1_500_000]), series, right=110)


def receipts_freshness(figures: Figures) -> Lines:
    series = []
    for number, groups in enumerate((1, 64)):
        known = [(rate, one) for (held, rate), one in figures.freshness.items() if held == groups]
        for share, name in ((0.99, "99 %"), (0.5, "median")):
            series.append(Series(f"{groups} group{'s' * (groups > 1)}, {name}", [(rate, one.freshness(share))
                                 for rate, one in known], number, share == 0.5))
    return Lines("From a message to a record that is found", "as it is; up to the rate at which a backlog only grows",
                 Axis("receipts a second", 1, 1_000, [1, 3, 10, 30, 100, 300, 1_000], True),
                 Axis("seconds", 0, 50, [0, 10, 20, 30, 40, 50]), series, right=150)


def receipts_races(figures: Figures) -> Lines:
    counts = sorted({compactors for compactors, _ in figures.races})

    def line(label: str, lock: bool, value, colour: int) -> Series:
        return Series(label, [(count, value(figures.races[count, lock])) for count in counts], colour)

    return Lines(
        "More compactors on one collection", "100 receipts a merge, more waiting than can be merged",
        Axis("compactors", 1, 8, counts), Axis("for each version", 0, 9, [0, 2, 4, 6, 8]),
        [line("merges, without lock", False, lambda one: 1 + one.conflicts / one.published, 1),
         line("invocations, with lock", True, lambda one: 1 + one.returned / max(one.done, 1), 0),
         line("versions, of one alone's", True, lambda one: one.published / figures.races[1, True].published, 2)])


def packages_time(figures: Figures) -> Bars:
    rows = []
    for name, night in figures.nights.items():
        parts: dict[str, float] = {}
        for stage, seconds in night.stages:
            parts[stage] = parts.get(stage, 0) + seconds / 3600
        # The model's time is told within the phase as well.
        parts["embedding"] -= parts.get("model", 0) + parts.get("hnsw", 0)
        parts["other"] = parts.pop("start") + parts.pop("publish")
        rows.append((name, parts))
    names = {"metadata": "metadata", "embedding": "embedding, local", "model": "Bedrock", "hnsw": "HNSW index",
             "minified": "index, small database", "other": "starts, publishing"}
    return Bars("A night with 1,000,000 packages", "hours; one thread, 2 vCPU", Axis("hours", 0, 7, list(range(8))),
                rows, names, ("6 h", packages.LIMIT / 3600))


def packages_memory(figures: Figures) -> Lines:
    counts = (100_000, 200_000, 400_000, 600_000, 800_000, 1_000_000)
    phases = {"metadata": "metadata", "embedding": "embedding", "minified": "index, small database"}
    series = [Series(phases[phase], [(count, figures.night(count).memory()[phase] / 1024) for count in counts], number)
              for number, phase in enumerate(packages.PHASES)]
    return Lines("Memory of each phase, by packages", "measured up to 112,000, a straight line from there",
                 Axis("packages", 0, 1e6, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
                 Axis("GiB", 0, 10, [0, 2, 4, 6, 8, 10]), series,
                 [Limit("6 GiB: the task", 6), Limit("3 GiB: metadata's own task", 3, right=True)])


CHARTS = {"documents-rate": documents_rate, "documents-items": documents_items, "documents-task": documents_task,
          "receipts-capacity": receipts_capacity, "receipts-backlog": receipts_backlog,
          "receipts-freshness": receipts_freshness, "receipts-races": receipts_races, "packages-time": packages_time,
          "packages-memory": packages_memory}
