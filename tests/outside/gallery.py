"""Pages kept as files beside the sheets and scripts that they name, for programs that read files."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

SHIPPED = ("tocsin.css", "write.js", "copy.js", "bell.svg")


@dataclass
class Gallery:
    """files: in order."""

    folder: Path
    files: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in SHIPPED:
            shutil.copy(settings.STATIC_ROOT / name, self.folder)

    def keep(self, name: str, response: Any) -> None:
        file = self.folder / f"{name}.html"
        content = re.sub(r'="/static/([a-z.]+)\?v=[0-9a-f]+"', r'="\1"', response.content.decode())
        file.write_text(content, "utf-8")
        self.files.append(file)
