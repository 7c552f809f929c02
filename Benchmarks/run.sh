#!/usr/bin/env bash
# Runs all benchmarks side by side; prints a report in Markdown and writes the raw figures to Benchmarks/results.
#
#   Benchmarks/run.sh [--quick] [--hnsw] [--label NAME] [DIRECTORY]
#
#   DIRECTORY       what `fdnix index` made (also FDNIX_BENCH_DIR); without it, an index is built afresh from
#                   PACKAGES (a packages.json), else from the one in ../shared/data, else from the bundled sample
#   --quick         fewer queries and repetitions, without the peers that take minutes to build
#   --hnsw          also DuckDB's vss, whose index takes minutes to build
#   --label NAME    the name of the result (default: local); --note TEXT is printed beside it
#
# FDNIX names the program (default: .build/release/fdnix, built when missing), MODEL the model2vec directory for the
# embedding benchmark (default: ../shared/models), FDNIX_BENCH_SCRATCH where the benchmark package is built. Peers that
# are not installed are left out:  pip install numpy duckdb==1.5.5 tantivy usearch model2vec
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
shared="$(dirname "$root")/shared"
readonly here root shared
readonly fdnix="${FDNIX:-$root/.build/release/fdnix}"
readonly scratch="${FDNIX_BENCH_SCRATCH:-$here/.build}"
readonly model="${MODEL:-$shared/models}"

say() { printf 'benchmark: %s\n' "$*" >&2; }
fail() {
    say "error: $*"
    exit 1
}

label=local
note=""
data="${FDNIX_BENCH_DIR:-}"
repetitions=5
runs=200
quick=()
hnsw=()
while [ $# -gt 0 ]; do
    case "$1" in
        --quick)
            quick=(--quick)
            repetitions=3
            runs=30
            ;;
        --hnsw) hnsw=(--hnsw) ;;
        --label | --note)
            [ $# -gt 1 ] || fail "$1 needs a value"
            if [ "$1" = --label ]; then label="$2"; else note="$2"; fi
            shift
            ;;
        -h | --help)
            sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
            exit 0
            ;;
        -*) fail "unknown option $1" ;;
        *) data="$1" ;;
    esac
    shift
done

work="$(mktemp -d)"
readonly work
trap 'rm -rf "$work"' EXIT

load() { cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null >>"$work/load.txt" || echo "0 0 0" >>"$work/load.txt"; }

# The packages to index when nobody gave an index.
source_of_packages() {
    local found
    if [ -n "${PACKAGES:-}" ]; then
        echo "packages-json:$PACKAGES"
        return
    fi
    for found in "$shared"/data/*packages.json*; do
        if [ -e "$found" ]; then
            echo "packages-json:$found"
            return
        fi
    done
    say "no PACKAGES given: using the bundled sample, whose figures say little"
    echo sample
}

build_index() {
    data="$work/data"
    mkdir "$data"
    say "building the index"
    # Without the HNSW index of DuckDB, which takes minutes and which fdnix itself does not use.
    "$fdnix" index --source "$(source_of_packages)" --vss-index off --output "$data" >/dev/null
}

# --- Build -----------------------------------------------------------------------------------------------------------

[ -x "$fdnix" ] || swift build --package-path "$root" -c release --product fdnix >&2
say "building the benchmark package"
swift build --package-path "$here" --scratch-path "$scratch" -c release >&2
load
[ -n "$data" ] || build_index
for file in fdnix.idx fdnix.duckdb fdnix-data.duckdb manifest.json; do
    [ -e "$data/$file" ] || fail "$data has no $file; give a directory that fdnix index made"
done
cp "$data/manifest.json" "$work/manifest.json"

# --- Measure ---------------------------------------------------------------------------------------------------------

readonly queries="$work/queries.tsv"
"$fdnix" print --index "$data/fdnix.idx" | python3 "$here/queries.py" "${quick[@]}" >"$queries"

say "whole processes"
python3 "$here/processes.py" --fdnix "$fdnix" --index "$data/fdnix.idx" --queries "$queries" --work "$work" \
    --runs "$runs" >"$work/processes.json"

say "in one process"
"$scratch/release/search-benchmark" --index "$data/fdnix.idx" --queries "$queries" --repetitions "$repetitions" \
    --vectors "$work/vectors.f32" --nearest "$work/nearest.json" >"$work/search.json"
load

say "peers"
extensions=()
[ -d "$root/.fdnix/duckdb/extensions" ] && extensions=(--extensions "$root/.fdnix/duckdb/extensions")
python3 "$here/peers.py" --data "$data" --queries "$queries" --work "$work" --repetitions "$repetitions" \
    --vectors "$work/vectors.f32" --nearest "$work/nearest.json" "${extensions[@]}" "${quick[@]}" "${hnsw[@]}" \
    >"$work/peers.json"

if [ -e "$model/tokenizer.json" ] && python3 -c 'import model2vec' 2>/dev/null; then
    say "embedding"
    # Descriptions of real packages: what the indexer embeds most of.
    sed 's/^[^ ]*  [^ ]*  //' "$work/packages.txt" | awk 'NF && n++ < 50000' >"$work/texts.txt"
    python3 "$here/embedding_throughput.py" --model "$model" --texts "$work/texts.txt" --build "$scratch" --json \
        >"$work/embedding.json"
else
    say "no model2vec or no MODEL: the embedding benchmark is left out"
fi
load

python3 "$here/report.py" "$work" "$here/results/$(date +%F)-$label.json" "$label${note:+ ($note)}"
