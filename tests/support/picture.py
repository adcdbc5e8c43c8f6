"""The README's picture: ``python -m tests.support.picture DEMO_FOLDER PICTURE [PAGE]`` draws a page of the redline."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.libreoffice import Office


def draw(folder: Path, picture: Path, page: int = 2) -> None:
    """Write page ``page`` (1-based) of the redline in ``folder`` as a PNG file. Raises OfficeError, IndexError."""
    (redline,) = folder.glob("*edline*.docx")
    with Office() as office:
        pages = office.to_png(redline.read_bytes(), dpi=90)
    picture.write_bytes(pages[page - 1])
    print(f"{picture}: page {page} of {len(pages)} of {redline.name}")


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]), *(int(word) for word in sys.argv[3:4]))
