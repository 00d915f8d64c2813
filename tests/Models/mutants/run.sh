#!/usr/bin/env bash
# Shows that the explorations find known defects. Applies each patch of this folder to a copy of the library's sources, builds it, has it rewritten,
# and runs the tests that the patch names. Prints a table. Fails if a patch does not apply, does not build, or is not found.
# run.sh NAME...: only these. Needs a build of tests/AsyncFlow.Verification.Tests.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=true

root=$PWD
tests=tests/AsyncFlow.Verification.Tests/bin/Debug/net10.0
[ -f "$tests/AsyncFlow.Verification.Tests.dll" ] || { echo "Build tests/AsyncFlow.Verification.Tests first."; exit 2; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# The sources in a folder of their own, with what was restored for them.
mkdir -p "$scratch/source/src"
cp Directory.Build.props Directory.Packages.props README.md .editorconfig "$scratch/source"
cp -r src/AsyncFlow.Runtime "$scratch/source/src/AsyncFlow.Runtime"
rm -rf "$scratch/source/src/AsyncFlow.Runtime/bin" "$scratch/source/src/AsyncFlow.Runtime/obj"
# The compiler's part does not change, and is not copied.
sed -i '/ProjectReference Include="@(CompilerPart)"/d' "$scratch/source/src/AsyncFlow.Runtime/AsyncFlow.Runtime.csproj"
cp -r "$tests" "$scratch/tests"

# build: the library for net10.0 alone, without analyzers.
build() {
  dotnet build "$scratch/source/src/AsyncFlow.Runtime" -p:TargetFrameworks=net10.0 -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false \
    --disable-build-servers -v quiet
}

echo "| defect | found by | after schedules | what is seen |"
echo "| --- | --- | --- | --- |"
[ $# -gt 0 ] || set -- $(cd tests/Models/mutants && ls -- *.patch | sed 's/\.patch$//')
for name in "$@"; do
  patch=$root/tests/Models/mutants/$name.patch
  test=$(sed -nE 's/^Found by: (.*)$/\1/p' "$patch")
  log=$scratch/$name.log figures=$scratch/$name.figures
  verdict=""
  if ! patch -d "$scratch/source" -p1 --fuzz=0 -s < "$patch" > "$log" 2>&1; then
    verdict="FAILED: the patch does not apply"
  elif ! build >> "$log" 2>&1; then
    verdict="FAILED: does not build"
  else
    cp "$scratch/source/src/AsyncFlow.Runtime/bin/Debug/net10.0/AsyncFlow.dll" "$scratch/tests/AsyncFlow.dll"
    dotnet "$scratch/tests/AsyncFlow.Interleaving.dll" "$scratch/tests/AsyncFlow.dll" >> "$log" 2>&1
    # Of whole runs there are many schedules that deviate twice: those with one deviation first.
    for deviations in 1 2; do
      rm -f "$figures"
      ASYNCFLOW_DEVIATIONS=$deviations ASYNCFLOW_FIGURES=$figures timeout 300 \
        dotnet vstest "$scratch/tests/AsyncFlow.Verification.Tests.dll" --TestCaseFilter:"FullyQualifiedName~.$test" >> "$log" 2>&1
      found=$(grep -m1 'failed: ' "$figures" 2> /dev/null)
      [ -z "$found" ] || break
    done
    [ -n "$found" ] || verdict="FAILED: not found"
  fi
  patch -d "$scratch/source" -p1 -R --fuzz=0 -s < "$patch" > /dev/null 2>&1
  if [ -n "$verdict" ]; then
    failed=1
    echo "| $name | $test | | $verdict |"
    tail -15 "$log"
  else
    echo "$found" | awk -F' *\\| *' -v name="$name" '{ printf "| %s | %s: %s | %s | %s |\n", name, $2, $3, $7, substr($8, 9) }'
  fi
done
exit $failed
