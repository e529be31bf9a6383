#!/bin/sh
# The browser tests need a Chromium; where none is found and we may install one, Debian's package is taken.
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji >/dev/null
else
  echo "No Chromium found: the browser tests will be skipped (Debian: apt-get install chromium)." >&2
fi
