#!/usr/bin/env bash
# Generated flows beside the best code by hand, as a user has them: a fresh project outside of this repository references the package, and
# one process loads and runs many other flows before those that it measures, so that no call of the library has one target only. Neither side's
# steps can become part of their callers. The sides take turns in short rounds; the ratio is the median of those of pairs of rounds.
#   benchmarks/outside/run.sh      writes Markdown; about 3 minutes and the build
# Only pairs of rounds count in which no thread had to wait for a processor; a row has a * if there were too few of them within PATIENCE
# (6 seconds).
# MEASURE (0.6 seconds) in the environment sets how long a row is measured at least; ROWS, a part of their names, chooses rows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export MEASURE=${MEASURE:-0.6}
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en LC_ALL=C.UTF-8

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
project=$scratch/project
mkdir "$project"

echo "Packing…" >&2
dotnet pack src/AsyncFlow.Runtime --configuration Release --output "$scratch/package" --disable-build-servers --verbosity quiet >&2
echo "Building…" >&2
dotnet run --project benchmarks/Shapes --configuration Release --disable-build-servers --verbosity quiet -- "$project/Flows" outside >&2
cp benchmarks/outside/*.cs benchmarks/Shapes/{FlowKind,Shape}.cs benchmarks/AsyncFlow.Benchmarks/Rounds/{Machine,Measure}.cs "$project"
cat > "$project/nuget.config" <<XML
<configuration>
  <packageSources>
    <clear />
    <add key="local" value="$scratch/package" />
  </packageSources>
</configuration>
XML
cat > "$project/Outside.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <InvariantGlobalization>true</InvariantGlobalization>
    <ConcurrentGarbageCollection>false</ConcurrentGarbageCollection>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="AsyncFlow" Version="*" />
  </ItemGroup>
</Project>
XML
# Its own folder for packages: a copy of the same version from an earlier run cannot be taken for this one.
(cd "$project" && NUGET_PACKAGES=$scratch/packages dotnet build --configuration Release --output "$scratch/out" --disable-build-servers --verbosity quiet >&2)

echo "Measuring…" >&2
echo "$(date +%F), $(nproc) × $(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo), .NET $(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \([^ ]*\).*/\1/p' | sort -V | tail -1)."
echo
dotnet "$scratch/out/Outside.dll"
echo
DOTNET_JitStdOutFile=$scratch/jit.txt DOTNET_JitDisasmSummary=1 dotnet "$scratch/out/Outside.dll" --exercise
dotnet "$scratch/out/Outside.dll" --size "$scratch/jit.txt"
echo
KINDS=jit benchmarks/startup/run.sh | tee "$scratch/startup.md"
awk -F '|' '/JIT, a flow/ { process = $3; first = $4 } /JIT, by hand/ { printf "\nOver by hand: %.1f ms of the process, %.1f ms of the first run.\n", process - $3, first - $4 }' "$scratch/startup.md"
