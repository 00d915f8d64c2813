#!/usr/bin/env bash
# How soon a program with one flow has run it, and how large it is, beside the same program written by hand: published as a
# native executable (net8.0) and for the JIT compiler (net10.0). The programs run by turns; medians.
#   benchmarks/startup/run.sh [ROUNDS]      writes Markdown; about 2 minutes, needs clang or gcc and the headers of zlib
# KINDS=jit in the environment leaves out the native executables.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en LC_ALL=C
rounds=${1:-30}
read -ra kinds <<< "${KINDS:-aot jit}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for name in Flow Hand; do
  echo "Publishing $name…" >&2
  dotnet publish "benchmarks/startup/$name" --configuration Release --output "$scratch/jit/$name" --disable-build-servers --verbosity quiet >&2
  [[ " ${kinds[*]} " != *" aot "* ]] || dotnet publish "benchmarks/startup/$name" --configuration Release -p:Aot=true --output "$scratch/aot/$name" --disable-build-servers --verbosity quiet >&2
done

# once KIND NAME: from outside, the whole process; from within, its first run; both in microseconds.
once() {
  local start=${EPOCHREALTIME/./} first end
  first=$("$scratch/$1/$2/$2")
  end=${EPOCHREALTIME/./}
  echo "$((end - start)) $first" >> "$scratch/$1.$2"
}

for kind in "${kinds[@]}"; do
  for name in Flow Hand Flow Hand; do once "$kind" "$name"; done # the files are in memory then
  rm "$scratch/$kind".*
  for ((round = 0; round < rounds; round++)); do
    once "$kind" Flow
    once "$kind" Hand
  done
done

# median FILE COLUMN: in milliseconds.
median() { sort -n -k "$2,$2" "$1" | awk -v c="$2" '{ v[NR] = $c } END { printf "%.2f", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2000 }'; }

# size KIND NAME: the executable, or what the program brings beside its launcher, in kilobytes.
size() {
  if [ "$1" = aot ]; then stat -c %s "$scratch/aot/$2/$2"; else stat -c %s "$scratch/jit/$2"/*.dll; fi | awk '{ sum += $1 } END { printf "%.0f", sum / 1000 }'
}

echo "$(date +%F), $(nproc) × $(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo), $rounds rounds, medians."
echo
echo "| | process, ms | first run, ms | size, KB |"
echo "| --- | ---: | ---: | ---: |"
for kind in "${kinds[@]}"; do
  for name in Flow Hand; do
    [ "$kind" = aot ] && title=native || title=JIT
    [ "$name" = Flow ] && title+=", a flow" || title+=", by hand"
    echo "| $title | $(median "$scratch/$kind.$name" 1) | $(median "$scratch/$kind.$name" 2) | $(size "$kind" "$name") |"
  done
done
[[ " ${kinds[*]} " != *" aot "* ]] || echo "| native, must reach | as by hand | | at most 300 more |"
