#!/usr/bin/env bash
# What the package costs a build: compiles a generated project of 1,000 flows with 10 steps each without the package's part in the compiler, with
# its generator alone, and with all of it. Prints, for each, the time of a compiler that has just started and of a compiler server that is
# warm, the most memory that the former used, and what was emitted. The three take turns, so that a busy machine slows them all.
#   benchmarks/compile-time/package.sh [FLOWS] [STEPS] [ROUNDS]      writes Markdown; about 5 minutes
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
flows=${1:-1000} steps=${2:-10} rounds=${3:-3}
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_UI_LANGUAGE=en LC_ALL=C

project=$(mktemp -d)
declare -A server=()
trap 'kill "${server[@]}" 2> /dev/null || true; rm -rf "$project"' EXIT
dotnet build src/AsyncFlow.Runtime --configuration Release --disable-build-servers --verbosity quiet > /dev/null

# Nothing of this repository's settings, and our parts as a package would bring them. The compiler's arguments are those of the SDK, but for
# its own analyzers: they take several times as long as all that is measured here.
for file in Directory.Build.props Directory.Build.targets Directory.Packages.props; do echo '<Project />' > "$project/$file"; done
cat > "$project/Flows.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <ProvideCommandLineArgs>true</ProvideCommandLineArgs>
    <SkipCompilerExecution>true</SkipCompilerExecution>
  </PropertyGroup>
  <ItemGroup>
    <Reference Include="$PWD/src/AsyncFlow.Runtime/bin/Release/net10.0/AsyncFlow.dll" />
  </ItemGroup>
  <Target Name="WriteArguments" AfterTargets="CoreCompile">
    <WriteLinesToFile File="arguments" Lines="@(CscCommandLineArgs)" Overwrite="true" />
  </Target>
</Project>
XML
awk -v flows="$flows" -v steps="$steps" -v folder="$project" -f benchmarks/compile-time/flows.awk
dotnet build "$project" --disable-build-servers -t:Compile --verbosity quiet > /dev/null

cd "$project"
grep -vE '^/(noconfig$|analyzer:)' arguments > none
generator=$OLDPWD/src/AsyncFlow.Generator/bin/Release/netstandard2.0/AsyncFlow.Generator.dll
analyzers=$OLDPWD/src/AsyncFlow.Analyzers/bin/Release/netstandard2.0/AsyncFlow.Analyzers.dll
{ cat none; echo "/analyzer:$generator"; } > generator
{ cat generator; echo "/analyzer:$analyzers"; } > package
kinds=(none generator package)

compiler=$(dirname "$(readlink -f "$(command -v dotnet)")")/sdk/$(dotnet --version)/Roslyn/bincore
seconds() { awk -v from="$1" -v to="$2" 'BEGIN { printf "%.2f\n", to - from }'; }
median() { sort -n "$1" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

# Each kind has a server of its own. The first compilations warm it.
for kind in "${kinds[@]}"; do
  dotnet exec "$compiler/VBCSCompiler.dll" "-pipename:$(basename "$project").$kind" > /dev/null 2>&1 &
  server[$kind]=$!
done

ticks=$(getconf CLK_TCK)
processor() { awk -v ticks="$ticks" '{ sub(/.*\) /, ""); printf "%.2f", ($12 + $13) / ticks }' "/proc/${server[$1]}/stat"; }
warm() { dotnet exec "$compiler/csc.dll" "/shared:$(basename "$project").$1" /keepalive:3600 /noconfig "@$1" > "$1.log" || { head -n 20 "$1.log" >&2; exit 1; }; }

for round in $(seq "$rounds"); do
  for kind in "${kinds[@]}"; do
    command time -o "$kind.time" -f '%e %U %S %M' dotnet exec "$compiler/csc.dll" /noconfig "@$kind" > "$kind.log" || { head -n 20 "$kind.log" >&2; exit 1; }
    awk '{ print $1 >> (kind ".cold"); print $2 + $3 >> (kind ".cold.cpu"); printf "%.0f\n", $4 / 1024 >> (kind ".memory") }' kind="$kind" "$kind.time"
    stat -c %s obj/Debug/net10.0/Flows.dll > "$kind.size"
  done
done

for kind in "${kinds[@]}"; do warm "$kind"; warm "$kind"; warm "$kind"; done
for round in $(seq $((2 * rounds))); do
  for kind in "${kinds[@]}"; do
    began=$EPOCHREALTIME used=$(processor "$kind")
    warm "$kind"
    seconds "$began" "$EPOCHREALTIME" >> "$kind.warm"
    seconds "$used" "$(processor "$kind")" >> "$kind.warm.cpu"
  done
done

dotnet exec "$compiler/csc.dll" /noconfig @package /reportanalyzer > report

# The lines that each step adds are those of its own: its calls, fields and arms.
emitted() {
  rm -rf emitted && mkdir emitted
  dotnet exec "$compiler/csc.dll" /noconfig "@generator" /generatedfilesout:emitted > "generator.log"
  find emitted -name '*.cs' -exec cat {} + | wc -lc | awk -v flows="$1" '{ print $1 / flows, $2 / flows }'
}
read -r lines bytes < <(emitted "$flows")
rm -f Flow*.cs
awk -v flows=1 -v steps="$((2 * steps))" -v folder="$project" -f "$OLDPWD/benchmarks/compile-time/flows.awk"
grep -v '^Flow[0-9]*\.cs$' generator > twice && echo Flow0.cs >> twice && mv twice generator
read -r lines_twice _ < <(emitted 1)

row() {
  printf '| %s |' "$1"
  for kind in "${kinds[@]}"; do printf ' %s |' "$(median "$kind.$2")"; done
  awk -v none="$(median "none.$2")" -v all="$(median "package.$2")" 'BEGIN { printf " %.2f |\n", all / none }'
}
echo "$flows flows of $steps steps; medians of $rounds compilations ($((2 * rounds)) of warm servers)."
echo
echo "| | without the package | generator alone | package | package / without |"
echo "| --- | ---: | ---: | ---: | ---: |"
row "csc, cold, s" cold
row "csc, cold, processor s" cold.cpu
row "csc, warm server, s" warm
row "csc, warm server, processor s" warm.cpu
row "most memory, cold, MB" memory
row "assembly, bytes" size
echo
awk -v lines="$lines" -v bytes="$bytes" -v twice="$lines_twice" -v steps="$steps" \
  'BEGIN { step = (twice - lines) / steps; printf "Emitted for a flow: %.0f lines, %.1f KB; %.1f lines for each step and %.0f beyond those.\n", lines, bytes / 1024, step, lines - step * steps }'
echo
echo "The compiler's report of its analyzers and generators, in a compiler that has just started:"
echo
grep -E "^ *[<0-9.]+ +<?[0-9]+ +AsyncFlow" report | sed 's/, Version=.*//; s/^ */    /'
