#!/usr/bin/env bash
# What the generator costs in a project of 1,000 flows with 10 steps each: the first run, after an edit outside the flows, inside
# one, and with a flow more; in milliseconds and megabytes beyond what the compiler needs to bind the same source.
#   benchmarks/compile-time/generator.sh [FLOWS] [STEPS] [ROUNDS]      writes Markdown; about 2 minutes
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
awk -v flows="${1:-1000}" -v steps="${2:-10}" -v folder="$project" -f benchmarks/compile-time/flows.awk
dotnet build benchmarks/compile-time/Driver --configuration Release --disable-build-servers --verbosity quiet >&2
benchmarks/compile-time/Driver/bin/Release/net10.0/Driver "$project" "${3:-5}"
