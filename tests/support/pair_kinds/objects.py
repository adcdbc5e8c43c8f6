"""One change of what is no plain text: images, text boxes, content controls, bookmarks, comments, formulas."""

from __future__ import annotations

from base64 import b64decode

from drafts.model import ChangeKind
from tests.support.pair_kinds.base import Expected, File, Maker, Pair, kind, relationship
from tests.support.wml import bookmark, bookmark_end, comment, commented, comments, control, p, t

_REPLACED, _INSERTED = (ChangeKind.REPLACED,), (ChangeKind.INSERTED,)
_PIXELS = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
)
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_EXTENT = '<wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="One"/>'
_SHAPE = (
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
)


def _drawing(uri: str, content: str) -> str:
    graphic = f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{uri}">{content}</a:graphicData></a:graphic>'
    return f'<w:r><w:drawing><wp:inline xmlns:wp="{_WP}">{_EXTENT}{graphic}</wp:inline></w:drawing></w:r>'


def _picture() -> str:
    return _drawing(
        _PIC,
        f'<pic:pic xmlns:pic="{_PIC}"><pic:nvPicPr><pic:cNvPr id="1" name="One"/><pic:cNvPicPr/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="rImage"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f"<pic:spPr>{_SHAPE}</pic:spPr></pic:pic>",
    )


def _text_box(words: str) -> str:
    return _drawing(
        _WPS,
        f'<wps:wsp xmlns:wps="{_WPS}"><wps:cNvSpPr txBox="1"/><wps:spPr>{_SHAPE}</wps:spPr>'
        f"<wps:txbx><w:txbxContent>{p(t(words))}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>",
    )


def _with_image(body: str, pixels: int | None) -> File:
    if pixels is None:
        return File(body)
    media = {"word/media/image1.png": b64decode(_PIXELS[pixels])}
    return File(body, relationships=relationship("rImage", "image", "media/image1.png"), media=media)


@kind("image-inserted")
def image_inserted(make: Maker) -> Pair:
    start, end = make.sentence(), make.sentence()
    before, after = _with_image(p(t(start), t(end)), None), _with_image(p(t(start), _picture(), t(end)), 0)
    return Pair(before, after, Expected(_INSERTED))


@kind("image-swapped")
def image_swapped(make: Maker) -> Pair:
    body = p(t(make.sentence()), _picture(), t(make.sentence()))
    return Pair(_with_image(body, 0), _with_image(body, 1), Expected(_REPLACED))


@kind("text-box-words")
def text_box_words(make: Maker) -> Pair:
    start, words, old, new = make.sentence(), make.words(4), make.word(), make.word()
    before, after = (p(t(start), _text_box(f"{words} {w}")) for w in (old, new))
    return make.around(before, after, Expected(_REPLACED, old, new))


@kind("word-beside-a-text-box")
def word_beside_a_text_box(make: Maker) -> Pair:
    start, words, old, new = make.sentence(), make.words(4), make.word(), make.word()
    before, after = (p(t(f"{start} {w} "), _text_box(words)) for w in (old, new))
    return make.around(before, after, Expected(_REPLACED, old, new))


@kind("word-in-a-content-control")
def word_in_a_content_control(make: Maker) -> Pair:
    start, words, old, new = make.sentence(), make.words(3), make.word(), make.word()
    before, after = (p(t(start), control(t(f"{words} {w}"), 77), t(".")) for w in (old, new))
    return make.around(before, after, Expected(_REPLACED, old, new))


@kind("content-control-around-words")
def content_control_around_words(make: Maker) -> Pair:
    start, words, end = make.sentence(), make.words(3), make.sentence()
    before, after = (p(t(start), middle, t(end)) for middle in (t(words), control(t(words), 77)))
    return make.around(before, after, Expected())


@kind("content-control-around-a-paragraph")
def content_control_around_a_paragraph(make: Maker) -> Pair:
    paragraph = p(t(make.sentence()))
    return make.around(paragraph, control(paragraph, 77), Expected())


@kind("bookmark-added")
def bookmark_added(make: Maker) -> Pair:
    start, words, end = make.sentence(), make.words(3), make.sentence()
    marked = p(t(start), bookmark(5, "here"), t(words), bookmark_end(5), t(end))
    return make.around(p(t(start), t(words), t(end)), marked, Expected())


@kind("comment-added")
def comment_added(make: Maker) -> Pair:
    start, words, end = make.sentence(), make.words(3), make.sentence()
    before = File(p(t(start), t(words), t(end)))
    after = File(
        p(t(start), commented(1, t(words)), t(end)), {"word/comments.xml": comments(comment(1, make.sentence()))}
    )
    return Pair(before, after, Expected())


@kind("formula-edited")
def formula_edited(make: Maker) -> Pair:
    start, end, old, new = make.sentence(), make.sentence(), make.word(), make.word()
    before, after = (
        p(t(start), f'<m:oMath xmlns:m="{_M}"><m:r><m:t>{w}</m:t></m:r></m:oMath>', t(end)) for w in (old, new)
    )
    return make.around(before, after, Expected(_REPLACED, old, new))


@kind("word-beside-a-formula")
def word_beside_a_formula(make: Maker) -> Pair:
    start, end, old, new = make.sentence(), make.sentence(), make.word(), make.word()
    formula = f'<m:oMath xmlns:m="{_M}"><m:r><m:t>x</m:t></m:r></m:oMath>'
    before, after = (p(t(f"{start} {w} "), formula, t(end)) for w in (old, new))
    return make.around(before, after, Expected(_REPLACED, old, new))
