#!/usr/bin/env bash
# Builds the documentation site from the guides, the pages of the diagnostics and the XML comments. A warning, such as a dead link, is an error.
#   docs/site/build.sh            writes docs/site/obj/site; `dotnet docfx serve docs/site/obj/site` shows it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=true DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_UI_LANGUAGE=en

# A copy of the documents: the site has pages, and links to other files of the repository lead to it.
pages=obj/pages
rm -rf obj
mkdir -p "$pages"
cp ../../{README,CONTRIBUTING,CHANGELOG}.md "$pages"
mkdir "$pages/docs"
cp -r ../*.md ../guides ../diagnostics ../decisions ../images "$pages/docs"
cp toc.yml "$pages"
mv "$pages/README.md" "$pages/index.md"
find "$pages" -name '*.md' -exec sed -E -i '
  s#\]\((\.\./)*(samples|benchmarks|src|tests|tools|\.ci|LICENSE)#](https://github.com/asyncflow/asyncflow-dotnet/blob/main/\2#g
  s#(\]\([^):]*)README\.md#\1index.md#g
  s#(\]\([^):]*(guides|diagnostics|decisions))\)#\1/index.md)#g' {} +

# list FOLDER TITLE: the pages of a folder by their titles, beside them and on a page of its own if it has none.
list() {
  local folder=$pages/docs/$1 page name
  [ -e "$folder/README.md" ] && mv "$folder/README.md" "$folder/index.md" || printf '# %s\n\n' "$2" > "$folder/index.md"
  for page in "$folder"/*.md; do
    name=$(sed -n 's/^# //p' "$page" | head -1 | tr -d '"')
    printf -- '- name: "%s"\n  href: %s\n' "${name//\`/}" "$(basename "$page")" >> "$folder/toc.yml"
    [ "$1" = decisions ] || [ "${page##*/}" = index.md ] || printf -- '- [%s](%s)\n' "$name" "${page##*/}" >> "$folder/index.md"
  done
}
list guides Guides
list diagnostics Diagnostics
list decisions Decisions

dotnet tool restore

# It warns of parameters that both <inheritdoc> and the member describe, which is how a member says more of one; and of the compiler's part of the package.
dotnet docfx metadata docfx.json --logLevel error
dotnet docfx build docfx.json --warningsAsErrors
