"""The stock `minisign` program, as somebody else would use it."""

from __future__ import annotations

import subprocess
from pathlib import Path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["minisign", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False
    )


def accepts(folder: Path, content: bytes, signature: str | bytes, public_key: str) -> bool:
    """Whether `minisign -V` takes this signature for this content, given the file of the public key."""
    (folder / "key.pub").write_text(public_key, "utf-8")
    (folder / "content").write_bytes(content)
    (folder / "content.minisig").write_bytes(signature.encode() if isinstance(signature, str) else signature)
    return run("-V", "-q", "-p", folder / "key.pub", "-m", folder / "content").returncode == 0
