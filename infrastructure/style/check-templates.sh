#!/usr/bin/env bash
# Runs check-templates.py with the tools that it needs, in an environment of their own below target/. Where there is no
# Python, or nothing to install them from, it says so and fails nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=target/check-templates
skip() { echo "templates: not checked, $1"; exit 0; }
command -v python3 > /dev/null || skip "there is no python3"
if [ ! -x $tools/bin/checkov ]; then
  python3 -m venv $tools || skip "python3 has no venv"
  $tools/bin/pip install --quiet cfn-lint==1.58.0 aws-sam-translator checkov==3.3.30 || skip "the tools cannot be installed"
fi
PATH="$PWD/$tools/bin:$PATH" exec python3 infrastructure/style/check-templates.py
