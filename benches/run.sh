#!/usr/bin/env bash
# taizhang against its peers, in the same run, in turn A B A B.
#
#     benches/run.sh [ROUNDS]        3 rounds unless said
#
# Needs bash 5, sqlite3, python3 and GNU time (as `time` on the path). It is told by the environment:
#
#     TAIZHANG_BIN   the binary; else target/release/taizhang
#     BENCH_ROWS     rows of metrics; else 1000000, the national scale
#     BENCH_DIR      where the sheets and ledgers go (about 2 GB) and stay; else a temporary folder, removed at the end
#     BENCH_LIMIT    seconds that one command may take; else 120. What was cut short is marked with `>`
#     CSV_DIFFER     a program that compares two CSV files, `$CSV_DIFFER OLD NEW`, keyed by their first three columns; else
#                    that job has no peer. The fastest known is the crate csv-diff (the one inside `qsv diff`), behind a
#                    `main` of ten lines
#     BENCH_PYTHON   a python that has openpyxl, xlsxwriter and pyexcelerate, which write workbooks; else python3, and
#                    those that it lacks are left out. With a C compiler and libxlsxwriter that library is a peer too
#
# CPU is user and system time together: the machine may have other work. Copies of ledgers are made outside the clock,
# every round on fresh files. Both sides write one transaction with synchronous FULL; sqlite3 is given the 64 MB page
# cache that taizhang has (its own 2 MB only make it slower on rows in no order).
set -euo pipefail
export LC_ALL=C TAIZHANG_LANG=en TAIZHANG_AUTHOR=bench NO_COLOR=1
unset TAIZHANG_DB TAIZHANG_NOW

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
binary=${TAIZHANG_BIN:-$here/../target/release/taizhang}
rounds=${1:-3}
rows=${BENCH_ROWS:-1000000}
limit=${BENCH_LIMIT:-120}
seed=$here/../seed

for tool in sqlite3 python3; do
    type -P "$tool" >/dev/null || { echo "$0: $tool is not installed" >&2; exit 1; }
done
env time -f %e true 2>/dev/null || { echo "$0: GNU time is not installed" >&2; exit 1; }
[ -x "$binary" ] || { echo "$0: no binary at $binary: cargo build --release" >&2; exit 1; }

if [ -n "${BENCH_DIR:-}" ]; then
    mkdir -p "$BENCH_DIR"
    work=$(cd "$BENCH_DIR" && pwd)
else
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi
samples=$work/samples.tsv
: >"$samples"

taizhang() { "$binary" --quiet --db "$ledger" "$@"; }

# measure JOB WHO COMMAND…: one sample; the exit codes 0, 1 (refused) and 3 (differences) are all of a finished run
measure() {
    local job=$1 who=$2 code=0
    shift 2
    env time -q -o "$work/sample" -f '%U %S %e %M' timeout "$limit" "$@" >"$work/stdout" 2>"$work/stderr" || code=$?
    if [ "$code" -eq 124 ]; then job+=' >'; fi
    if [ "$code" -ne 124 ] && [ "$code" -ne 0 ] && [ "$code" -ne 1 ] && [ "$code" -ne 3 ] || grep -q '^thread\|panicked' "$work/stderr"; then
        echo "$0: $job: $who: exit $code" >&2
        head -5 "$work/stderr" >&2
        exit 1
    fi
    awk -v job="$job" -v who="$who" '{ printf "%s\t%s\t%.2f\t%.2f\t%.1f\n", job, who, $1 + $2, $3, $4 / 1024 }' \
        <(tail -1 "$work/sample") >>"$samples"
    echo "$job: $who: $(tail -1 "$work/sample")" >&2
}

# ours JOB LEDGER ARGUMENTS…
ours() {
    local job=$1 ledger=$2
    shift 2
    measure "$job" taizhang "$binary" --quiet --db "$ledger" "$@"
}

# often JOB LEDGER ARGUMENTS…: twenty runs of a short command; its wall clock is the time from start to end
often() {
    local job=$1 ledger=$2 start end
    shift 2
    for _ in {1..20}; do
        start=$EPOCHREALTIME
        "$binary" --quiet --db "$ledger" "$@" >"$work/stdout"
        end=$EPOCHREALTIME
        awk -v job="$job" -v a="$start" -v b="$end" \
            'BEGIN { printf "%s\ttaizhang\t\t%.4f\t\n", job, b - a }' >>"$samples"
    done
}

columns=$(head -1 "$seed/metrics.csv")

empty_peer() {
    rm -f "$1" "$1-journal"
    sqlite3 "$1" "CREATE TABLE metrics (${columns//,/ TEXT, } TEXT, PRIMARY KEY (unit, code, period))"
}

peer_import() {
    empty_peer "$work/peer.db"
    measure "$1" 'sqlite3 .import' sqlite3 "$work/peer.db" -cmd 'PRAGMA cache_size = -65536' \
        -cmd 'PRAGMA synchronous = FULL' ".import --csv --skip 1 '$2' metrics"
}

copy() {
    rm -f "$2" "$2-journal"
    cp "$1" "$2"
}

few=$((rows / 100))
if [ ! -e "$work/plan/metrics.csv" ] || [ "$(cat "$work/plan/rows" 2>/dev/null)" != "$rows" ]; then
    echo "writing the sheets into $work" >&2
    python3 "$here/generate.py" "$work/plan" --rows "$rows" --shuffle --change 1% --change 100 --wrong 100000
    python3 "$here/generate.py" "$work/small" --rows "$few" --change 100
    echo "$rows" >"$work/plan/rows"
fi
plan=$work/plan

base=$work/base.db loaded=$work/loaded.db
rm -f "$base" "$loaded"
ours 'import 40k units' "$base" import "$plan/units.csv"
ours 'import 120k goals, 120k projects' "$base" import "$plan/goals.csv" "$plan/projects.csv"
copy "$base" "$loaded"
ledger=$loaded taizhang import "$plan/metrics.csv"

for name in plan small; do
    ledger=$work/$name-two.db
    rm -f "$ledger"
    if [ $name = plan ]; then copy "$loaded" "$ledger"; else taizhang import "$work/small"; fi
    taizhang import "$work/$name/changed-100/metrics.csv"
done
ledger=$work/seed.db
rm -f "$ledger"
taizhang import "$seed"

differ=${CSV_DIFFER:-}

python=${BENCH_PYTHON:-python3}
libraries=()
for library in openpyxl xlsxwriter pyexcelerate; do
    if "$python" -c "import $library" 2>/dev/null; then libraries+=("$library"); fi
done
if cc -O2 "$here/workbook.c" -o "$work/workbook" -lxlsxwriter 2>/dev/null; then libraries+=(libxlsxwriter); fi
copy "$base" "$work/hundred.db"
ledger=$work/hundred.db taizhang import "$plan/right/metrics.csv"

# workbook LIBRARY: 100k rows by us, then by it
workbook() {
    local job="workbook of 100k rows: $1"
    ours "$job" "$work/hundred.db" export --table metrics --force "$work/book.xlsx"
    case $1 in
    libxlsxwriter) measure "$job" "$1" "$work/workbook" "$plan/right/metrics.csv" "$work/peer.xlsx" borders ;;
    *) measure "$job" "$1" "$python" "$here/workbook.py" "$1" "$plan/right/metrics.csv" "$work/peer.xlsx" ;;
    esac
}

# Every report but that of one unit
mapfile -t reports < <("$binary" --db "$loaded" report --list --format csv | sed '1d; s/,.*//; /^unit$/d')

for ((round = 1; round <= rounds; round++)); do
    echo "round $round of $rounds" >&2

    copy "$base" "$work/now.db"
    ours 'import in key order' "$work/now.db" import "$plan/metrics.csv"
    peer_import 'import in key order' "$plan/metrics.csv"

    copy "$base" "$work/now.db"
    ours 'import in no order' "$work/now.db" import "$plan/shuffled/metrics.csv"
    peer_import 'import in no order' "$plan/shuffled/metrics.csv"

    copy "$loaded" "$work/now.db"
    ours 'import again, nothing changes' "$work/now.db" import "$plan/metrics.csv"
    ours 'import again, 1 % changed' "$work/now.db" import "$plan/changed-1-percent/metrics.csv"

    copy "$base" "$work/now.db"
    ours 'import 100k rows, all right' "$work/now.db" import "$plan/right/metrics.csv"
    copy "$base" "$work/now.db"
    ours 'import 100k rows, all wrong' "$work/now.db" import "$plan/wrong/metrics.csv"

    rm -f "$work/out.csv"
    ours 'export' "$loaded" export --table metrics "$work/out.csv"
    cmp "$work/out.csv" "$plan/metrics.csv"
    measure 'export' 'sqlite3 -csv' sqlite3 -csv -header "$loaded" \
        ".output '$work/peer.csv'" "SELECT $columns FROM metrics ORDER BY unit, code, period"

    for library in "${libraries[@]}"; do workbook "$library"; done

    ours 'diff folder, 1 % changed' "$loaded" diff "$plan/changed-1-percent" --format csv
    if [ -n "$differ" ]; then
        measure 'diff folder, 1 % changed' "export + $(basename "$differ")" bash -c '
            "$1" --quiet --db "$2" export --table metrics "$3" && "$4" "$3" "$5"' \
            bash "$binary" "$loaded" "$work/out.csv" "$differ" "$plan/changed-1-percent/metrics.csv"
    fi

    for report in "${reports[@]}"; do
        ours "report $report --format csv" "$loaded" report "$report" --format csv
    done
    # The same rows in the same order as they are stored, without what the report finds out of them
    measure 'report metrics --format csv' 'sqlite3 -csv, raw' sqlite3 -csv "$loaded" 'PRAGMA cache_size = -65536' \
        "SELECT units.name, metrics.code, metrics.name, period, nature, baseline, baseline_bound, measure, target,
             target_bound, actual, actual_bound, scope, status, goal
         FROM metrics JOIN units ON units.code = metrics.unit
         ORDER BY nature IS NOT 'binding', units.sort, metrics.unit, metrics.code, period"
    ours 'report metrics --top 20' "$loaded" report metrics --top 20 --format csv
    ours 'report warnings --top 20' "$loaded" report warnings --top 20 --format csv
done

often 'diff of 100 changes, 1M rows' "$work/plan-two.db" diff --format csv
often 'diff of 100 changes, 10k rows' "$work/small-two.db" diff --format csv
often 'report on the seed' "$work/seed.db" report

echo
echo "$("$binary" --version), $(sqlite3 --version | cut -d' ' -f1-2), $(nproc) cores, $rows rows, medians of $rounds rounds"
echo
awk -F'\t' '
function median(list, count,    values, i, j, swap) {
    split(list, values, " ")
    for (i = 2; i <= count; i++) {
        swap = values[i]
        for (j = i - 1; j >= 1 && values[j] + 0 > swap + 0; j--) values[j + 1] = values[j]
        values[j + 1] = swap
    }
    return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
}
{
    key = $1 FS $2
    if (!(key in count)) order[++lines] = key
    count[key]++
    cpu[key] = cpu[key] " " $3; wall[key] = wall[key] " " $4; memory[key] = memory[key] " " $5
    if ($3 != "") timed[key] = 1
}
END {
    printf "%-38s %-24s %8s %8s %8s %9s\n", "job", "who", "CPU s", "wall s", "MB", "of peer"
    for (line = 1; line <= lines; line++) {
        key = order[line]
        split(key, part, FS)
        peer = ""
        for (other = 1; other <= lines; other++) {
            split(order[other], name, FS)
            if (name[1] == part[1] && name[2] != "taizhang") peer += median(cpu[order[other]], count[order[other]])
        }
        ratio = ""
        if (part[2] == "taizhang" && peer != "") ratio = sprintf("%.2f", median(cpu[key], count[key]) / peer)
        if (timed[key]) {
            seconds = sprintf("%.2f", median(cpu[key], count[key]))
            elapsed = sprintf("%.2f", median(wall[key], count[key]))
            megabytes = sprintf("%.0f", median(memory[key], count[key]))
        } else {
            seconds = megabytes = ""
            elapsed = sprintf("%.4f", median(wall[key], count[key]))
        }
        printf "%-38s %-24s %8s %8s %8s %9s\n", part[1], part[2], seconds, elapsed, megabytes, ratio
    }
}' "$samples"
