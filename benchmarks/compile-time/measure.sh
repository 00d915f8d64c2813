#!/usr/bin/env bash
# What the analyzers cost: builds a generated project of 1,000 flows with 10 steps each, with and without them, and prints the
# processor time of the builds and the compiler's own report of the time that each analyzer and generator took. (The report
# alone tells too much of the first analyzer: an analyzer that asks for a symbol's attributes is charged for binding them,
# which the compiler has to do anyway.)
#   benchmarks/compile-time/measure.sh [FLOWS] [STEPS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
flows=${1:-1000} steps=${2:-10}
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en

project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
dotnet build src/AsyncFlow.Runtime --configuration Release --disable-build-servers --verbosity quiet > /dev/null

# Nothing of this repository's settings, and our parts as a package would bring them.
for file in Directory.Build.props Directory.Build.targets Directory.Packages.props; do echo '<Project />' > "$project/$file"; done
cat > "$project/Flows.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <Reference Include="$PWD/src/AsyncFlow.Runtime/bin/Release/net10.0/AsyncFlow.dll" />
    <Analyzer Include="$PWD/src/AsyncFlow.Generator/bin/Release/netstandard2.0/AsyncFlow.Generator.dll" />
    <Analyzer Condition="'\$(Ours)' != 'false'" Include="$PWD/src/AsyncFlow.Analyzers/bin/Release/netstandard2.0/AsyncFlow.Analyzers.dll" />
  </ItemGroup>
</Project>
XML

awk -v flows="$flows" -v steps="$steps" -v folder="$project" -f benchmarks/compile-time/flows.awk

# A compiler of its own for each build, as the shared one's time would not be counted.
build() {
  dotnet build "$project" --no-restore --no-incremental --disable-build-servers -p:UseSharedCompilation=false "$@" > "$project/build.log"
}

dotnet restore "$project" --verbosity quiet > /dev/null
build # warms the machine
echo "$flows flows of $steps steps, seconds of processor time (user + system) for the whole build:"
TIMEFORMAT='%U + %S'
for round in 1 2 3; do
  for ours in true false; do
    printf 'analyzers %-5s  ' "$ours"
    time build "-p:Ours=$ours"
  done
done

build -p:ReportAnalyzer=true -verbosity:detailed -clp:PerformanceSummary
echo "The compiler's report:"
sed 's/^ *//' "$project/build.log" | grep -E "^[0-9]+ ms +Csc |^Total (analyzer|generator) execution time|^[<0-9.]+ +<?[0-9]+ +(AsyncFlow|Microsoft)"
