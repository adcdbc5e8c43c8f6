"""The documentation's pictures, drawn with LibreOffice.

``python -m tests.support.picture DEMO_FOLDER PICTURE [PAGE]`` draws a page of a redline;
``python -m tests.support.picture styles FOLDER`` the first page of the demonstration in each house style.
"""

from __future__ import annotations

import json
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from api.runtime import open_runtime
from api.services import demonstration, drafting
from api.settings import Settings
from clauses.wording.form import RecitalForm
from drafts.house_style import DEFAULT, Font, HouseStyle, Numbering, PageSize
from tests.support.libreoffice import Office

STYLES = {
    "section": DEFAULT,
    "decimal": HouseStyle(numbering=Numbering.DECIMAL, font=Font.ARIAL, font_size=11),
    "article-section": HouseStyle(numbering=Numbering.ARTICLE_SECTION, recitals=RecitalForm.WHEREAS),
    "outline": HouseStyle(numbering=Numbering.OUTLINE, recitals=RecitalForm.WHEREAS, page=PageSize.A4),
}
"""The name of a picture -> the style that it shows."""


def draw(folder: Path, picture: Path, page: int = 2) -> None:
    """Write page ``page`` (1-based) of the redline in ``folder`` as a PNG file. Raises OfficeError, IndexError."""
    (redline,) = folder.glob("*Redline Draft 1 to Draft 5.docx")
    with Office() as office:
        pages = office.to_png(redline.read_bytes(), dpi=90)
    picture.write_bytes(pages[page - 1])
    print(f"{picture}: page {page} of {len(pages)} of {redline.name}")


def draw_styles(folder: Path) -> None:
    """Write the first page of the demonstration in each of :data:`STYLES` as ``house-style-NAME.png``."""
    with Office() as office:
        for name, house in STYLES.items():
            picture = folder / f"house-style-{name}.png"
            picture.write_bytes(office.to_png(_demonstration(house), dpi=60)[0])
            print(f"{picture}: {house.numbering.label}")


def _demonstration(house: HouseStyle) -> bytes:
    """The demonstration's last draft in ``house``."""
    story = json.loads(files("api.demo").joinpath("story.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="counterpart-pictures-") as folder:
        runtime = open_runtime(Settings(database_url=f"sqlite:///{folder}/store.sqlite3"))
        try:
            with runtime.unit() as unit:
                agreement = demonstration.load(unit, story, house)
                return drafting.read_docx(unit, drafting.get_draft(unit, agreement, drafting.CURRENT))
        finally:
            runtime.close()


if __name__ == "__main__":
    if sys.argv[1] == "styles":
        draw_styles(Path(sys.argv[2]))
    else:
        draw(Path(sys.argv[1]), Path(sys.argv[2]), *(int(word) for word in sys.argv[3:4]))
