#!/usr/bin/env bash
# The long set of the checks of the scheduler: larger models, more schedules, every mutant. Its last figures stand in docs/verification.md.
# Needs spin and gcc, and a build. MINUTES, 60 by default, bounds each set of explorations; what was not searched to its end says so.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
minutes=${MINUTES:-60}
failed=0
figures=$(mktemp)
trap 'rm -f "$figures"' EXIT

dotnet build tests/AsyncFlow.Verification.Tests --disable-build-servers -v quiet || exit 1

echo "## Models"
SPIN_TIMEOUT=1800 tests/Models/run.sh --long || failed=1

# explore FILTER: the tests of which the name contains it.
explore() {
  : > "$figures"
  ASYNCFLOW_FIGURES=$figures timeout "${minutes}m" dotnet test tests/AsyncFlow.Verification.Tests --no-build --filter "$1" > /dev/null
  local status=$?
  cat "$figures"
  [ "$status" = 0 ] || { [ "$status" = 124 ] && echo "Stopped after $minutes minutes." || failed=1; }
}

echo "## The data structures, with three preemptions"
ASYNCFLOW_PREEMPTIONS=1 explore "FullyQualifiedName!~EngineTests&FullyQualifiedName!~StraightLineTests"
echo "## Whole runs, with two deviations"
ASYNCFLOW_DEVIATIONS=2 explore "FullyQualifiedName~EngineTests|FullyQualifiedName~StraightLineTests"

echo "## Mutants"
tests/Models/mutants/run.sh || failed=1
exit $failed
