#!/usr/bin/env bash
# What observers, the monitor and the event source cost a program that uses none of them, and what a report costs a step.
# The library is built twice: as it is, and without the module initializer that makes the event source and reads ASYNCFLOW_MONITOR, and without the
# look for observers when a run starts. Programs with the one and the other take turns; the ratio is the median of those of the turns.
#   benchmarks/insight/run.sh [TURNS]      writes Markdown; about 4 minutes and the builds
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en LC_ALL=C.UTF-8
turns=${1:-15}
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
change CompilerServices/StraightLine.cs 's/&& !ObserverSubscription.Exists//'
change Execution/RunEngine.cs 's/FlowObserver\[\] observers = ObserverSubscription.ObserversOf(Settings.Observer);/FlowObserver[] observers = Settings.Observer is null ? [] : ObserverSubscription.ObserversOf(Settings.Observer);/'

build() {
  echo "Building $2…" >&2
  (cd "$1" && dotnet build benchmarks/insight/Overhead --configuration Release --output "$scratch/$2" -p:TreatWarningsAsErrors=false -p:EnforceCodeStyleInBuild=false --disable-build-servers --verbosity quiet >&2)
}
build . with
build "$scratch/repo" without

for ((turn = 0; turn < turns; turn++)); do
  order=(with without)
  ((turn % 2)) && order=(without with)
  for side in "${order[@]}"; do
    dotnet "$scratch/$side/Overhead.dll" | sed "s/^/$turn $side /" >> "$scratch/runs"
    for ((i = 0; i < 3; i++)); do
      start=${EPOCHREALTIME/./}
      dotnet "$scratch/$side/Overhead.dll" --nothing
      echo "$turn.$i $side process $((${EPOCHREALTIME/./} - start)) 0" >> "$scratch/runs"
    done
  done
done

# row TITLE KEY SCALE UNIT: medians of both sides, of the ratios and of the bytes.
row() {
  awk -v key="$2" '$3 == key { v[$1, $2] = $4; turn[$1] = 1; if ($2 == "with" && $5 > bytes) bytes = $5 } END { for (t in turn) print v[t, "with"], v[t, "without"], v[t, "with"] / v[t, "without"], bytes + 0 }' "$scratch/runs" > "$scratch/pairs"
  median() { cut -d' ' -f"$1" "$scratch/pairs" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
  quartiles() { cut -d' ' -f3 "$scratch/pairs" | sort -n | awk '{ v[NR] = $1 } END { printf "%.3f to %.3f", v[int((NR + 3) / 4)], v[int((3 * NR + 1) / 4)] }'; }
  awk -v with="$(median 1)" -v without="$(median 2)" -v ratio="$(median 3)" -v bytes="$(median 4)" -v title="$1" -v scale="$3" -v unit="$4" -v quartiles="$(quartiles)" \
    'BEGIN { printf "| %s | %.1f %s | %.1f %s | **%.3f** | %s | %s |\n", title, with / scale, unit, without / scale, unit, ratio, quartiles, bytes }'
}

echo "$(date +%F), $(nproc) × $(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo), .NET $(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \([^ ]*\).*/\1/p' | sort -V | tail -1), $turns turns, medians."
echo
echo "| observers, monitor and event source not used | as it is | without them | ratio | its quartiles | bytes a run |"
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
row "a run of seven generated steps" seven 1 ns
row "a run of 100 built steps" chain 1 ns
row "a whole process with one run" process 1000 ms | sed 's/ 0 |$/ – |/'
echo
echo "| a report, chain of 100 built steps | ns a step without | with | more | bytes a step |"
echo "| --- | ---: | ---: | ---: | ---: |"
dotnet "$scratch/with/Overhead.dll" --reports
