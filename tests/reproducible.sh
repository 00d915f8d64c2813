#!/usr/bin/env bash
# Builds the packages twice, in two clones in different folders, and compares them file by file. What may differ is what NuGet makes up for each
# package: the names of its metadata and relationships. Takes about ten minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CI=true MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=true

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for place in first a/second; do
  git clone --quiet . "$scratch/$place"
  for project in $(cd "$scratch/$place" && grep -l '<IsPackable>true' src/*/*.csproj); do
    dotnet pack "$scratch/$place/$project" --output "$scratch/$place.packages" --disable-build-servers --verbosity quiet
  done
  for package in "$scratch/$place.packages"/*; do
    python3 -m zipfile -e "$package" "$scratch/$place.files/$(basename "$package")"
  done
  find "$scratch/$place.files" \( -name '*.psmdcp' -o -path '*/_rels/.rels' \) -delete
done

diff --recursive --brief "$scratch/first.files" "$scratch/a/second.files"
echo "$(find "$scratch/first.files" -type f | wc -l) files of $(ls "$scratch/first.files" | wc -l) packages are the same in both builds."
