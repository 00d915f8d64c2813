#!/usr/bin/env bash
# What observers, the monitor and the event source cost a program that uses none of them, and what a report costs a step.
# The library is built twice: as it is, and without the module initializer that makes the event source and reads ASYNCFLOW_MONITOR, and without the
# look for observers when a run starts. One process loads both and they take turns in short rounds; the ratio is the median of those of pairs of rounds.
# Where code lies in memory makes a run of 40 ns up to a tenth faster or slower, and differs from process to process: so the median of several processes counts.
#   benchmarks/insight/run.sh [TURNS]      writes Markdown; about four minutes and the builds; TURNS (15) is how often processes are started
# MEASURE and PATIENCE in the environment set for how many seconds a row is measured, and how long at most.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en LC_ALL=C.UTF-8
turns=${1:-15}
export MEASURE=${MEASURE:-2} PATIENCE=${PATIENCE:-12}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The changed copy. A change that finds nothing to change is an error: the comparison would be one of equals.
mkdir "$scratch/repo"
cp -r src benchmarks .editorconfig Directory.*.props README.md "$scratch/repo"
find "$scratch/repo" \( -name bin -o -name obj \) -prune -exec rm -rf {} +
change() {
  local file=$scratch/repo/src/AsyncFlow.Runtime/$1
  cp "$file" "$scratch/before"
  sed -i "$2" "$file"
  ! cmp -s "$file" "$scratch/before" || { echo "Nothing was changed in $1: adapt this script." >&2; exit 1; }
}
change Monitoring/Diagnostics.cs '/\[ModuleInitializer\]/d; s/using System.Runtime.CompilerServices;//'
change CompilerServices/StraightLine.cs 's/&& !EngineOnly.IsRequired//'
change Execution/RunEngine.cs 's/FlowObserver\[\] observers = ObserverSubscription.ObserversOf(Settings.Observer);/FlowObserver[] observers = Settings.Observer is null ? [] : ObserverSubscription.ObserversOf(Settings.Observer);/'

build() {
  echo "Building $2…" >&2
  (cd "$1" && dotnet build benchmarks/insight/Overhead --configuration Release --output "$scratch/$2" -p:TreatWarningsAsErrors=false -p:EnforceCodeStyleInBuild=false --disable-build-servers --verbosity quiet >&2)
}
build . with
build "$scratch/repo" without

# The processor time of a process, which does not depend on what else the machine does as much as its duration does.
process() {
  TIMEFORMAT='%U %S'
  { time dotnet "$scratch/$1/Overhead.dll" --nothing; } 2>&1 | awk '{ print 1000 * ($1 + $2) }'
}

echo "Measuring…" >&2
echo "$(date +%F), $(nproc) × $(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo), .NET $(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \([^ ]*\).*/\1/p' | sort -V | tail -1). Medians; a * marks rows that other processes disturbed."
echo
echo "| observers, monitor and event source not used | as it is, ns | without them, ns | ratio | least and greatest of the processes | bytes a run |"
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
for ((turn = 0; turn < turns; turn++)); do dotnet "$scratch/with/Overhead.dll" "$scratch/with" "$scratch/without"; done > "$scratch/rows"
cut -d'|' -f2 "$scratch/rows" | awk '!seen[$0]++' | while IFS= read -r title; do
  # A row is | title | as it is | without | ratio | quartiles | bytes |.
  grep -F "|$title|" "$scratch/rows" | tr -d '*' | sort -t'|' -k5,5n | awk -F'|' -v title="$title" \
    '{ row[NR] = $0; ratio[NR] = $5 } END { split(row[int((NR + 1) / 2)], middle, "|"); printf "|%s|%s|%s| **%.3f** | %.3f to %.3f |%s|\n", title, middle[3], middle[4], ratio[int((NR + 1) / 2)], ratio[1], ratio[NR], middle[7] }'
done
echo
for ((turn = 0; turn < turns; turn++)); do
  if ((turn % 2)); then without=$(process without) with=$(process with); else with=$(process with) without=$(process without); fi
  echo "$with $without"
done > "$scratch/processes"
median() { sort -n | awk '{ v[NR] = $1 } END { printf "%.1f", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
echo "A process with one run takes $(cut -d' ' -f1 "$scratch/processes" | median) ms of processor time, $(awk '{ print $1 - $2 }' "$scratch/processes" | median) ms more than without them ($turns pairs)."
echo
echo "| a report, chain of 100 built steps | ns a step without | with | more | bytes a step |"
echo "| --- | ---: | ---: | ---: | ---: |"
dotnet "$scratch/with/Overhead.dll" --reports
