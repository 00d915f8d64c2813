#!/usr/bin/env bash
# Runs mixed flows for MINUTES (60), writes what the process takes meanwhile to soak.csv and soak.svg, and fails if that grows.
#   [MINUTES=0.1] benchmarks/soak/run.sh [FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en
dotnet build benchmarks/soak/Soak --configuration Release --disable-build-servers --verbosity quiet >&2
benchmarks/soak/Soak/bin/Release/net10.0/Soak "${1:-docs/images}" "${MINUTES:-60}"
