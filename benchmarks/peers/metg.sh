#!/usr/bin/env bash
# The smallest useful step: METG, the minimum effective task granularity of Task Bench (Slaughter et al., 2020), of generated flows and
# others. A graph runs with steps of 25 ns to 100 µs. The steps count iterations; they do not look at a clock. Each process
# measures in turns the graph and the same work in a loop on one thread: the ratio is how many cores did useful work. The most that any side
# reached with any size is 100 %, and the smallest step with which a side reaches 50 % of that is its METG.
#   benchmarks/peers/metg.sh      writes Markdown; about 9 minutes and the build
# Only rounds count in which no thread of the process had to wait for a processor; if there were too few of them within PATIENCE (6 seconds) in
# every turn, there is a dash.
# With two cores one thread alone comes close to 50 %, so there is a row for 75 % too, which takes both. Without oneTBB (libtbb-dev) its
# column is left out. TURNS (3), MEASURE (0.4 seconds for each size) and SIZES (nanoseconds) can be set in the environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en LC_ALL=C.UTF-8
turns=${TURNS:-3}
cores=$(nproc)
sides=(sync async yield tbb dataflow hand handyield)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
echo "Building…" >&2
if ! g++ -O2 -std=c++17 benchmarks/peers/tbb.cpp -ltbb -o "$scratch/tbb" 2> "$scratch/tbb.log"; then
  echo "No oneTBB: $(head -1 "$scratch/tbb.log")" >&2
  sides=(sync async yield dataflow hand handyield)
fi
dotnet build benchmarks/AsyncFlow.Benchmarks --configuration Release --disable-build-servers --verbosity quiet >&2
program=benchmarks/AsyncFlow.Benchmarks/bin/Release/net10.0/AsyncFlow.Benchmarks

for ((turn = 1; turn <= turns; turn++)); do
  for shape in Stencil Tree; do
    for side in "${sides[@]}"; do
      echo "turn $turn: $shape, $side…" >&2
      if [ "$side" = tbb ]; then "$scratch/tbb" "$shape" "$cores" Metg; else "$program" --metg "$side" "$shape"; fi | sed "s/^/$shape $side /" >> "$scratch/values"
    done
  done
done
[ -z "${KEEP:-}" ] || cp "$scratch/values" "$KEEP"

echo "$(date +%F), $cores × $(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo), $("$program" --runtime), $turns turns."
awk -v order="${sides[*]}" '
  function median(text,    list, n, i, j, x) {
    n = split(text, list, " ")
    for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j - 1] + 0 > list[j] + 0; j--) { x = list[j]; list[j] = list[j - 1]; list[j - 1] = x }
    return (list[int((n + 1) / 2)] + list[int(n / 2) + 1]) / 2
  }
  # The size at which the line through the last size below the share and the next one crosses it; sizes on a logarithmic scale.
  function smallest(shape, side, share,    i, high) {
    for (i = sizes; i >= 1; i--) {
      if (part[shape, side, i] == "") continue
      if (part[shape, side, i] < share) {
        if (!high) return "> " size[i]
        return sprintf("%.0f", exp(log(size[i]) + (log(size[high]) - log(size[i])) * (share - part[shape, side, i]) / (part[shape, side, high] - part[shape, side, i])))
      }
      high = i
    }
    return high ? "≤ " size[high] : "?"
  }
  function row(title, shape, share,    i, line) {
    line = "| **" title "** |"
    for (i = 1; i <= count; i++) line = line " **" smallest(shape, side[i], share) "** |"
    print line
  }
  { if (!($3 in seen)) { seen[$3] = ++sizes; size[sizes] = $3 }
    if ($5 == "") all[$1, $2, $3] = all[$1, $2, $3] " " $4 }
  END {
    name["sync"] = "a flow, synchronous steps"; name["async"] = "a flow, steps that work and return"; name["yield"] = "a flow, steps that yield and work"
    name["tbb"] = "oneTBB"; name["dataflow"] = "TPL Dataflow"; name["hand"] = "by hand, `Task.Run`"; name["handyield"] = "by hand, steps that yield and work"
    count = split(order, side, " ")
    split("Stencil Tree", shape, " "); title["Stencil"] = "stencil, 64 rows of 16"; title["Tree"] = "binary tree, 1,023"
    for (s = 1; s <= 2; s++)
      for (i = 1; i <= count; i++) for (z = 1; z <= sizes; z++) {
        if (all[shape[s], side[i], size[z]] == "") continue
        part[shape[s], side[i], z] = median(all[shape[s], side[i], size[z]])
        if (part[shape[s], side[i], z] > peak) { peak = part[shape[s], side[i], z]; best = side[i] }
      }
    for (s = 1; s <= 2; s++) {
      for (i = 1; i <= count; i++) for (z = 1; z <= sizes; z++) if (part[shape[s], side[i], z] != "") part[shape[s], side[i], z] /= peak
      head = "| " title[shape[s]] ", efficiency in % |"; line = "| --- |"
      for (i = 1; i <= count; i++) { head = head " " name[side[i]] " |"; line = line " ---: |" }
      printf "\n%s\n%s\n", head, line
      for (z = 1; z <= sizes; z++) {
        line = "| " size[z] " ns |"
        for (i = 1; i <= count; i++) line = line (part[shape[s], side[i], z] == "" ? " – |" : sprintf(" %.0f |", 100 * part[shape[s], side[i], z]))
        print line
      }
      row("METG (50 %), ns", shape[s], 0.5)
      row("75 %, ns", shape[s], 0.75)
    }
    printf "\n100 %% are %.2f cores (%s).\n", peak, name[best]
  }' "$scratch/values"
