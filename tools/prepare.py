#!/usr/bin/env python3
"""Prepare the environment: find or fetch uv, make .venv, install what the lock says, then the project itself.

Runs on any Python 3.6 or later, with the standard library alone, without root:
`python3 tools/prepare.py run|dev|bench`.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOLS = os.path.join(ROOT, ".tools")
VENV = os.path.join(ROOT, ".venv")
SETS = ("run", "dev", "bench")
"""Each holds the ones before it."""


def works(command):
    """True when the command can really be started: a pyenv shim for another Python version cannot."""
    try:
        done = subprocess.run(command + ["--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return done.returncode == 0


def fetch_uv():
    """Install uv into the project folder with the pip at hand, checked against its hash."""
    wanted = os.path.join(ROOT, "requirements", "uv.txt")
    place = os.path.join(TOOLS, "uv")
    found = os.path.join(place, "bin", "uv")
    if works([found]):
        return found
    print("Fetching uv into .tools/", flush=True)
    shutil.rmtree(place, ignore_errors=True)
    arguments = ["install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", wanted]
    os.environ["PIP_ROOT_USER_ACTION"] = "ignore"  # the folder is the project's own, whoever works in it
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    if works(pip):
        subprocess.run(pip + arguments + ["--target", place])
    if (
        not works([found])
        and subprocess.run([sys.executable, "-m", "venv", place], stdout=subprocess.DEVNULL).returncode == 0
    ):
        own_pip = [os.path.join(place, "bin", "python"), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run(own_pip + ["install", "--quiet", "--upgrade", "pip"])
        subprocess.run(own_pip + arguments)
    if not works([found]):
        sys.exit(
            "Tocsin needs uv and could not fetch it: install python3-pip or python3-venv, or uv itself, and try again."
        )
    return found


def make_venv(uv):
    """Make .venv with the pinned Python, else with any that is new enough."""
    python = os.path.join(VENV, "bin", "python")
    if (
        works([python])
        and subprocess.run([python, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"]).returncode == 0
    ):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    with open(os.path.join(ROOT, ".python-version")) as pinned:
        wishes = [pinned.read().strip(), ">=3.12"]
    for wish in wishes:
        made = subprocess.run([uv, "venv", "--quiet", "--python", wish, VENV], cwd=ROOT, stderr=subprocess.PIPE)
        if made.returncode == 0:
            return
    sys.exit("Tocsin needs Python 3.12 or later, and none was found or could be fetched: install one and try again.")


def fingerprint(requirements):
    digest = hashlib.sha256()
    for name in (requirements, "pyproject.toml", ".python-version"):
        with open(os.path.join(ROOT, name), "rb") as content:
            digest.update(content.read())
    return digest.hexdigest()


def main(wanted):
    requirements = os.path.join("requirements", wanted + ".txt")
    stamp = os.path.join(VENV, ".prepared")
    state = wanted + " " + fingerprint(requirements)
    kept = ""
    if os.path.exists(stamp):
        with open(stamp) as content:
            kept = content.read()
    # Each set holds the ones before it: what was prepared for more serves for less, and is never taken away again.
    larger = SETS[SETS.index(wanted) :]
    serves = [name + " " + fingerprint(os.path.join("requirements", name + ".txt")) for name in larger]
    if works([os.path.join(VENV, "bin", "tocsin")]) and kept in serves:
        return
    uv = "uv" if works(["uv"]) else fetch_uv()
    make_venv(uv)
    environment = dict(os.environ, VIRTUAL_ENV=VENV, UV_NO_PROGRESS="1")
    print("Installing what requirements/%s.txt names" % wanted, flush=True)
    for arguments in (
        ["pip", "sync", "--quiet", "--require-hashes", requirements],
        ["pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", "."],
    ):
        if subprocess.run([uv] + arguments, cwd=ROOT, env=environment).returncode != 0:
            sys.exit("The installation did not finish: see above; check the network and run the same command again.")
    with open(stamp, "w") as content:
        content.write(state)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in SETS:
        sys.exit("usage: prepare.py " + "|".join(SETS))
    main(sys.argv[1])
