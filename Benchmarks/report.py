#!/usr/bin/env python3
"""Turns the raw figures of one run (run.sh) into one JSON file and a report in Markdown.

    python3 Benchmarks/report.py WORK_DIRECTORY RESULT_FILE DESCRIPTION
"""
import datetime
import json
import os
import pathlib
import platform
import sys


def read(path: pathlib.Path) -> dict:
    """What a step left behind: the JSON on its last line, or nothing when it did not run."""
    if not path.exists() or not path.read_text("utf-8").strip():
        return {}
    return json.loads(path.read_text("utf-8").splitlines()[-1])


def machine() -> dict:
    model = platform.processor()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines()
                  if line.startswith("model name")]
        model = models[0] if models else model
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        system = f"{platform.system()} {platform.release()}"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": model, "cores": os.cpu_count(), "memory_bytes": memory, "system": system,
        "kernel": platform.release().split("-")[0],
    }


def ms(microseconds: float) -> str:
    value = microseconds / 1000
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def mib(count: float) -> str:
    return f"{count / 2**20:.0f}"


def table(head: list[str], rows: list[list[str]]) -> None:
    print("\n| " + " | ".join(head) + " |")
    print("|---" + "|---:" * (len(head) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


# --- Sections --------------------------------------------------------------------------------------------------------

def indexing(manifest: dict) -> None:
    print("\n## Indexing\n")
    phases = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in manifest["phases"].items())
    cached = f"; {manifest['texts_cached']:,} texts came from the cache" if manifest["texts_cached"] else ""
    print(f"{manifest['packages']:,} packages: {phases}; together {sum(manifest['phases'].values()):.1f} s, "
          f"{mib(manifest['peak_memory_bytes'])} MiB at most{cached}.")
    table(["artifact", "MiB"], [[a["key"], mib(a["bytes"])] for a in manifest["artifacts"]])


def processes(found: dict) -> None:
    floor = found["commands"]["true"]["median"]
    print(f"\n## Whole processes\n\n{found['runs']} runs each, in turn, gold queries; milliseconds.")
    table(["command", "median", "p99", "best", "median over `true`"], [
        [f"`{name}`", ms(t["median"]), ms(t["p99"]), ms(t["best"]), ms(t["median"] - floor)]
        for name, t in found["commands"].items()])
    batch = found["batch"]
    print(f"\n`fdnix search --batch`: {batch['queries']:,} queries in {batch['seconds']:.2f} s, "
          f"{batch['queries_per_second']:,.0f} a second, JSON included.")


def in_process(search: dict) -> None:
    print(f"\n## In one process, one thread\n\n{search['documents']:,} packages, {search['queries']:,} queries, "
          f"{search['limit']} hits, median of {search['repetitions']} passes "
          "(best: the quickest of them); milliseconds.")
    rows = []
    for mode in search["modes"]:
        classes = {} if mode["mode"] in ("completion", "embedding") else mode["classes"]
        for kind, d in [*classes.items(), ("all", mode["overall"])]:
            rows.append([f"{mode['mode']}, {kind}", f"{d['queries']:,}"]
                        + [ms(d[key]) for key in ("median", "p90", "p99", "max", "best_median", "best_p99")])
    table(["mode, class", "queries", "median", "p90", "p99", "max", "best median", "best p99"], rows)
    opening = search["opening"]
    print(f"\nOpen {ms(opening['open'])}, searcher {ms(opening['searcher'])}, first query {ms(opening['first_query'])},"
          f" the same again {ms(opening['second_query'])} (medians, hybrid, file in the page cache).")
    batches = ", ".join(
        f"{b['queries_per_second']:,.0f}/s on {b['threads']} thread(s)"
        f" ({ms(b['processor_time'])} of processor time each)"
        for b in search["batches"])
    print(f"Hybrid queries as a batch: {batches}. Memory: {mib(search['memory']['peak_resident'])} MiB resident "
          f"at most, of which {mib(search['memory']['anonymous'])} MiB are not pages of the index.")


def mode_of(search: dict, name: str) -> dict:
    return next(mode for mode in search["modes"] if mode["mode"] == name)


def compared(title: str, about: str, ours: list[tuple[str, dict, str]], peers: dict, search: dict) -> None:
    """Ours (label, mode report, recall) and the peers, with ratios to each of ours."""
    print(f"\n## {title}\n\n{about}")
    kinds = list(ours[0][1]["classes"])
    head = ["engine", "median", "p99", "best p99", *(f"{kind} median / p99" for kind in kinds),
            "first query", "build s", "MiB", "build peak MiB", "recall@10",
            *(f"median × {label}" for label, _, _ in ours)]
    rows = []

    def row(name, figures, tail, ratios):
        classes = [figures["classes"].get(kind) for kind in kinds]
        rows.append([name, ms(figures["overall"]["median"]), ms(figures["overall"]["p99"]),
                     ms(figures["overall"]["best_p99"])]
                    + [f"{ms(c['median'])} / {ms(c['p99'])}" if c else "–" for c in classes] + tail + ratios)

    for label, figures, recall in ours:
        row(f"**fdnix {label}**", figures, [ms(search["opening"]["first_query"]) if label == "hybrid" else "–", "–",
            mib(search["index_bytes"]), "–", recall], ["1" if other == label else "" for other, _, _ in ours])
    for name, peer in peers.items():
        if "skipped" in peer:
            continue
        subset = f" ({peer['subset']} queries)" if peer["subset"] else ""
        recall = f"{peer['recall_at_10']:.3f}" if "recall_at_10" in peer else "–"
        peak = peer["build_peak_mib"] - peer["build_peak_mib_before"]
        built = f"{peer['build_seconds']:.1f}" if peer["build_seconds"] > 1e-3 else "–"
        ratios = [f"{peer['overall']['median'] / figures['overall']['median']:.2f}" for _, figures, _ in ours]
        row(f"{name} {peer['version'].split(',')[0].removeprefix('tantivy ')}{subset}", peer,
            [ms(peer["first_query_microseconds"]), built, mib(peer["bytes"]), f"{peak:.0f}", recall], ratios)
    table(head, rows)
    for name, peer in peers.items():
        if "skipped" in peer:
            print(f"\n{name} left out: {peer['skipped']}")


def recall(search: dict, found: dict) -> None:
    if not found or "skipped" in found:
        return
    times = {str(r["rescored"]): r["median"] for r in search["rescoring"]}
    kinds = list(next(iter(found.values())))
    print("\n## Recall@10 of the semantic leg against exact float search, by the number of sketches rescored")
    order = sorted(found, key=int)
    table(["rescored", *kinds, "median ms"], [
        [r if int(r) < search["vectors"] else f"{r} (all: exact int8)", *(f"{found[r][kind]:.3f}" for kind in kinds),
         ms(times[r])] for r in order])


def embedding(found: dict) -> None:
    print("\n## Embedding, one core\n")
    ratio = found["fdnix_per_second"] / found["model2vec_per_second"]
    print(f"{found['texts']:,} texts of {found['characters']:.0f} characters: fdnix {found['fdnix_per_second']:,}/s, "
          f"model2vec (Python) {found['model2vec_per_second']:,.0f}/s, ratio {ratio:.1f}; "
          f"model opened in {found['open_microseconds']} µs.")


def main() -> None:
    work, result, description = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    names = ["manifest", "search", "peers", "processes", "embedding"]
    raw = {name: read(work / f"{name}.json") for name in names}
    raw["manifest"] = {key: raw["manifest"][key] for key in (
        "packages", "artifacts", "phases", "peak_memory_bytes", "texts_requested", "texts_cached", "embedding_model")}
    load = [float(line.split()[0]) for line in (work / "load.txt").read_text().splitlines()]
    raw |= {"date": datetime.date.today().isoformat(), "description": description, "machine": machine(), "load": load}
    result.parent.mkdir(exist_ok=True)
    result.write_text(json.dumps(raw, indent=1, sort_keys=True) + "\n", "utf-8")

    search, peers, here = raw["search"], raw["peers"], raw["machine"]
    print(f"# fdnix benchmarks, {raw['date']}, {description}\n")
    print(f"Machine: {here['cpu']}, {here['cores']} cores, {mib(here['memory_bytes'])} MiB, {here['system']}, "
          f"kernel {here['kernel']}; load average {' → '.join(f'{value:.1f}' for value in load)} during the run.")
    indexing(raw["manifest"])
    if raw["processes"]:
        processes(raw["processes"])
    in_process(search)
    compared(
        "Text, the same packages and queries",
        "One thread each, 20 hits; milliseconds. tantivy, FTS5 and DuckDB match whole words only: no prefixes, no"
        " typing errors, no vectors, no total count. A peer with a number of queries was asked evenly chosen ones, as"
        " it is slow.",
        [("hybrid", mode_of(search, "hybrid"), "–"), ("lexical", mode_of(search, "lexical"), "–")],
        peers.get("text", {}), search)
    if peers.get("vectors"):
        found = peers.get("fdnix_recall", {})
        usual = [r["rescored"] for r in search["rescoring"]][2:3]
        own = f"{found[str(usual[0])]['all']:.3f}" if usual and str(usual[0]) in found else "–"
        compared(
            "Vectors, the same embeddings", "One thread each, 20 hits, the query's vector at hand; milliseconds.",
            [("semantic", mode_of(search, "semantic"), own)], peers["vectors"], search)
        recall(search, found)
    if raw["embedding"]:
        embedding(raw["embedding"])


main()
