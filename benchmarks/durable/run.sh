#!/usr/bin/env bash
# Durable flows over PostgreSQL: throughput and latency of one process, and how soon runs go on when processes are killed.
# The server is one of its own in a scratch folder, with its usual settings: every commit is on disk.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=${TMPDIR:-/tmp}/asyncflow-benchmark-$$
connection=$(samples/Durable/postgres.sh start "$folder" $$)
dotnet build benchmarks/durable/Cluster -c Release --disable-build-servers -v q --nologo >&2
echo "$(date +%F), $(nproc) × $(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo), PostgreSQL $("$(samples/Durable/postgres.sh find)/postgres" --version | sed 's/[^0-9]*\([0-9.]*\).*/\1/')"
echo
dotnet benchmarks/durable/Cluster/bin/Release/net10.0/Cluster.dll "$connection"
