#!/bin/sh
# Finds a Chromium for the browser tests, installs one where apt-get works, or says how to get one.
# Under CI=true a missing browser is a failure; elsewhere the browser tests then say that they are skipped.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Cài Chromium cho kiểm thử trình duyệt…"
  if apt-get update -qq >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-liberation2 >/dev/null 2>&1; then
    exit 0
  fi
fi
echo "Không có Chromium: kiểm thử trình duyệt cần gói chromium (Debian, Ubuntu: sudo apt-get install chromium fonts-liberation2)." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
