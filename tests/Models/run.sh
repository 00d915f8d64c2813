#!/usr/bin/env bash
# Checks every model with Spin, and that it finds every mutant. Prints a table. Fails if a model has an error or a mutant has none.
# Needs spin and gcc (Debian: apt-get install spin gcc). With --long the models are larger.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

for tool in spin gcc; do
  command -v "$tool" > /dev/null || { echo "'$tool' is missing: apt-get install --yes spin gcc"; exit 2; }
done

long=false
[ "${1:-}" = --long ] && long=true
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# check MODEL MUTANT DEFINES...: prints one row. MUTANT is '-' for the model itself.
check() {
  local model=$1 mutant=$2 folder=$scratch/$1-$2 flags=(-DCOLLAPSE -DVECTORSZ=4096) options=(-m300000 -w20) start=$SECONDS level=-O2
  shift 2
  local defines=("$@") property="safety"
  [ -z "${liveness:-}" ] || defines=($(sed -nE 's/^ \* Liveness: (.*)$/\1/p' "$model.pml"))
  # Mutants are found soon: there the time goes to the compiler.
  [ "$mutant" = - ] || { defines+=("-D$mutant"); level=-O0; }
  mkdir -p "$folder"
  if grep -q '^ltl ' "$model.pml" && [ -n "${liveness:-}" ]; then
    property="liveness"
    options+=(-a -f)
    flags+=(-DNFAIR=4)
  else
    flags+=(-DSAFETY)
    options+=(-noclaim)
  fi
  # The claim is not part of a check of safety.
  if [ "$property" = safety ]; then grep -v '^ltl ' "$model.pml"; else cat "$model.pml"; fi > "$folder/model.pml"
  (cd "$folder" && spin -a "${defines[@]}" model.pml && gcc "$level" -w "${flags[@]}" -o pan pan.c && timeout "${SPIN_TIMEOUT:-60}" ./pan "${options[@]}") > "$folder/out" 2>&1
  local errors states
  errors=$(sed -nE 's/.*errors: ([0-9]+).*/\1/p' "$folder/out")
  states=$(sed -nE 's/^ *([0-9.e+]+) states, stored.*/\1/p' "$folder/out")
  local what verdict
  what=$(sed -nE 's/^pan:1: (.*) \(at depth.*/\1/p' "$folder/out" | head -1)
  if [ -z "$errors" ] || grep -qE 'max search depth too small|out of memory|pan: reached' "$folder/out"; then
    verdict="FAILED: not searched to its end"
  elif [ "$mutant" = - ]; then
    verdict=$([ "$errors" = 0 ] && echo "holds" || echo "FAILED: $what")
  else
    verdict=$([ "$errors" = 0 ] && echo "FAILED: not found" || echo "found: $what")
  fi
  case $verdict in FAILED*) failed=1; tail -30 "$folder/out" > "$scratch/failure" ;; esac
  printf '| %s | %s | %s | %s | %s s | %s |\n' "$model" "${mutant/-/(none)}" "$property" "${states:-?}" "$((SECONDS - start))" "$verdict"
}

echo "| model | mutant | property | states | time | result |"
echo "| --- | --- | --- | --- | --- | --- |"
for file in ${MODELS:-*.pml}; do
  model=${file%.pml}
  sizes=()
  $long && sizes=($(sed -nE 's/^ \* Long: (.*)$/\1/p' "$file"))
  liveness= check "$model" - ${sizes[@]+"${sizes[@]}"}
  grep -q '^ltl ' "$file" && liveness=1 check "$model" - ${sizes[@]+"${sizes[@]}"}
  for mutant in $(sed -nE '/^ \* Mutants/,/\*\//s/^ \*   ([A-Z_]+) .*/\1/p' "$file"); do
    liveness= check "$model" "$mutant"
  done
done
[ "$failed" = 0 ] || cat "$scratch/failure"
exit $failed
