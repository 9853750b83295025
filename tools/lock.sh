#!/bin/sh
# Write the lock files anew from pyproject.toml: versions and hashes, for every platform, without naming any registry.
set -eu
cd "$(dirname "$0")/.."
uv=uv
$uv --version >/dev/null 2>&1 || uv=.tools/uv/bin/uv
compile() { "$uv" pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"; }
compile requirements/uv.in -o requirements/uv.txt
compile pyproject.toml --group build -o requirements/run.txt
compile pyproject.toml --group build --group dev -c requirements/run.txt -o requirements/dev.txt
compile pyproject.toml --group build --group dev --group bench -c requirements/dev.txt -o requirements/bench.txt
