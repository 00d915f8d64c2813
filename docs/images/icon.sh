#!/usr/bin/env bash
# Draws icon.png, the icon of the packages, from icon.svg. Needs Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
page=$(mktemp --suffix .html)
trap 'rm -f "$page"' EXIT
printf '<body style="margin:0;background:transparent">%s' "$(cat icon.svg)" > "$page"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --default-background-color=00000000 --window-size=128,128 --screenshot="$PWD/icon.png" "file://$page"
