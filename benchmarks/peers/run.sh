#!/usr/bin/env bash
# AsyncFlow beside others, all measured by turns in one run: each round runs every side in a process of its own, which warms up
# and prints the median of its own short rounds. The ratios are taken within a round, and the median of them is what counts.
#   benchmarks/peers/run.sh      writes Markdown; about 8 minutes and the build
# Where threads wake each other, which goes well or badly for seconds on end on every side, there are three times as many rounds.
# ROUNDS (3), WARMUP and MEASURE (1.5 and 0.5 seconds for each process) can be set in the environment; what is done, it tells on
# the error stream.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en
export WARMUP=${WARMUP:-1.5} MEASURE=${MEASURE:-0.5}
rounds=${ROUNDS:-3}

for need in "g++:g++" "/usr/include/oneapi/tbb/flow_graph.h:libtbb-dev"; do
  if ! { command -v "${need%%:*}" || [ -f "${need%%:*}" ]; } > /dev/null; then
    echo "This measures oneTBB and needs ${need##*:}: apt-get install ${need##*:}" >&2
    exit 1
  fi
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
echo "Building…" >&2
g++ -O2 -std=c++17 benchmarks/peers/tbb.cpp -ltbb -o "$scratch/tbb"
dotnet build benchmarks/AsyncFlow.Benchmarks --configuration Release --disable-build-servers --verbosity quiet >&2
program=benchmarks/AsyncFlow.Benchmarks/bin/Release/net10.0/AsyncFlow.Benchmarks

# side NAME SHAPE WORK: the nanoseconds of a step.
side() {
  case $1 in
    tbb1) WARMUP=0.5 "$scratch/tbb" "$2" 1 "$3" ;; # compiled beforehand
    tbb2) WARMUP=0.5 "$scratch/tbb" "$2" 2 "$3" ;;
    *) "$program" --round "$1" "$2" "$3" ;;
  esac
}

# compare TITLE SHAPE WORK TARGET OURS PEER...: a row of the table; all values of a round stand on one line of a file.
compare() {
  local title=$1 shape=$2 work=$3 target=$4 round name
  shift 4
  echo "$title…" >&2
  : > "$scratch/values"
  for ((round = 0; round < rounds; round++)); do
    for name in "$@"; do printf '%s ' "$(side "$name" "$shape" "$work")"; done >> "$scratch/values"
    echo >> "$scratch/values"
  done
  awk -v title="$title" -v target="$target" '
    function median(list, n,    i, j, x) {
      for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j - 1] > list[j]; j--) { x = list[j]; list[j] = list[j - 1]; list[j - 1] = x }
      return (list[int((n + 1) / 2)] + list[int(n / 2) + 1]) / 2
    }
    NF < 2 { exit 1 }
    { for (i = 1; i <= NF; i++) value[i, NR] = $i + 0
      best = value[2, NR]; for (i = 3; i <= NF; i++) if (value[i, NR] < best) best = value[i, NR]
      ratio[NR] = value[1, NR] / best; sides = NF }
    END {
      row = "| " title " |"
      for (i = 1; i <= sides; i++) { for (r = 1; r <= NR; r++) one[r] = value[i, r]; row = row sprintf(" %.1f |", median(one, NR)) }
      printf "%s **%.2f** | %s |\n", row, median(ratio, NR), target
    }' "$scratch/values"
}

echo "$(date +%F), $(nproc) × $(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo), $("$program" --runtime), oneTBB $(dpkg-query -W -f '${Version}' libtbb-dev 2> /dev/null || true), $rounds rounds; ns per step."
echo
echo "| engine: one delegate in all steps | AsyncFlow | oneTBB, 1 thread | oneTBB, 2 threads | TPL Dataflow | to the best peer | must reach |"
echo "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
engine=(engine tbb1 tbb2 dataflow)
compare "figure 1" Figure1 Completed "≤ 1.0" "${engine[@]}"
compare "chain of 1,000" Chain Completed "≤ 0.5" "${engine[@]}"
compare "fan-out 1,000" FanOut Completed "≤ 0.8" "${engine[@]}"
compare "binary tree 1,023" Tree Completed "≤ 0.5" "${engine[@]}"
compare "wavefront 32 × 32" Wavefront Completed "≤ 0.5" "${engine[@]}"
echo
echo "| 1 µs of work in each step | AsyncFlow | \`Parallel.For\` | ratio | must reach |"
echo "| --- | ---: | ---: | ---: | ---: |"
rounds=$((3 * rounds)) compare "fan-out 1,000" FanOut Busy1 "≤ 1.05 (95 % of its speed)" engine parallel
echo
echo "| 1 µs of work in each step | AsyncFlow | oneTBB, 2 threads | TPL Dataflow | to the best peer | must reach |"
echo "| --- | ---: | ---: | ---: | ---: | ---: |"
compare "fan-out 1,000" FanOut Busy1 "" engine tbb2 dataflow
echo
echo "| generated: every step its own method | AsyncFlow | by hand | ratio | must reach |"
echo "| --- | ---: | ---: | ---: | ---: |"
compare "figure 1, completed steps" Figure1 Completed "≤ 1.0" flow hand
compare "wavefront 4 × 4, completed steps" Wavefront4 Completed "≤ 0.6" flow hand
compare "wavefront 16 × 16, completed steps" Wavefront16 Completed "≤ 0.6" flow hand
compare "wavefront 32 × 32, completed steps" Wavefront32 Completed "≤ 0.6" flow hand
compare "fan-out 1,000, completed steps" FanOut Completed "≤ 0.6" flow hand
compare "chain of 1,000, completed steps" Chain Completed "≤ 0.6" flow hand
compare "fan-out 1,000, synchronous steps" FanOut Synchronous "≤ 0.3" flow hand
compare "wavefront 32 × 32, synchronous steps" Wavefront32 Synchronous "≤ 0.3" flow hand
rounds=$((3 * rounds))
compare "fan-out 1,000, steps that yield" FanOut Yielding "≤ 0.75" flow hand
compare "wavefront 32 × 32, steps that yield" Wavefront32 Yielding "≤ 0.75" flow hand
