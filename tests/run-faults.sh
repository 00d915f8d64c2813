#!/usr/bin/env bash
# Many more injected faults in clusters over PostgreSQL than the tests make, in parts with a seed each, and stops at the first part that fails.
#   tests/run-faults.sh [FAULTS] [FIRST SEED]
# MINUTES, 120 by default, bounds all of it. A part of 60 faults is repeated by: tests/run-faults.sh 60 SEED
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
faults=${1:-1000} seed=${2:-1} made=0 each=20
end=$((SECONDS + ${MINUTES:-120} * 60))
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
samples/Durable/postgres.sh find > /dev/null
[ -n "${NO_BUILD:-}" ] || dotnet build tests/AsyncFlow.Durable.Tests --disable-build-servers --verbosity quiet

# Processes killed, stopped or started anew with the server; connections cut, slow, silent or doubled; processes that end at a commit of a run, a part of a list or a lock.
while [ "$made" -lt "$faults" ]; do
  if [ "$SECONDS" -ge "$end" ]; then
    echo "Stopped by the time after $made faults; the next seed is $seed."
    exit 0
  fi
  if ! ASYNCFLOW_LONG=1 ASYNCFLOW_FAULTS=$each ASYNCFLOW_SEED=$seed dotnet test tests/AsyncFlow.Durable.Tests --no-build --verbosity quiet \
    --filter "FullyQualifiedName~Cluster.FaultTests|FullyQualifiedName~Cluster.NetworkTests|FullyQualifiedName~Cluster.CommitTests"; then
    echo "Seed $seed failed, after $made faults."
    exit 1
  fi
  made=$((made + 3 * each))
  echo "$made faults, seed $seed, $((SECONDS / 60)) minutes"
  seed=$((seed + 1))
done
