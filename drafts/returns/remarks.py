"""Comments that came and went between a file that was sent and the one that came back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from drafts.returns.labels import Label
from drafts.returns.lookalikes import name_key
from drafts.returns.model import Remark, ReturnedChange
from drafts.returns.strands import Comment, File


def comment_changes(old: File, new: File, names: Collection[str]) -> Iterator[ReturnedChange]:
    """Comments that only one of the files has; one whose words changed was removed and added."""
    pairs = _pairs(old.comments, new.comments)
    for at, comment in enumerate(new.comments):
        if at not in pairs.values():
            detail = f"on “{comment.anchor}”" if comment.anchor else ""
            if comment.parent >= 0:
                detail = f"in answer to {new.comments[comment.parent].author}"
            if name_key(comment.author) in names:
                detail = "; ".join(filter(None, [detail, "carries one of our names"]))
            yield _change(Label.COMMENT_ADDED, comment, detail)
    for at, comment in enumerate(old.comments):
        if at not in pairs:
            yield _change(Label.COMMENT_REMOVED, comment, f"on “{comment.anchor}”" if comment.anchor else "")


def remarks(old: File, new: File) -> tuple[Remark, ...]:
    """The comments of the returned file in order, with what each answers."""
    known = set(_pairs(old.comments, new.comments).values())
    return tuple(
        Remark(c.author, c.at, c.text, c.anchor, c.clause_id, c.clause, c.parent, c.done, at not in known)
        for at, c in enumerate(new.comments)
    )


def _pairs(old: Sequence[Comment], new: Sequence[Comment]) -> dict[int, int]:
    """Place in the old file -> place in the new one of what is the same comment: by name and words, then by words alone
    where the name was taken off."""
    out: dict[int, int] = {}
    left = list(range(len(new)))
    for same in (_same, _same_words):
        for at, comment in enumerate(old):
            found = next((k for k in left if at not in out and same(comment, new[k])), None)
            if found is not None:
                out[at] = found
                left.remove(found)
    return out


def _same(a: Comment, b: Comment) -> bool:
    return a.author == b.author and _words(a) == _words(b)


def _same_words(a: Comment, b: Comment) -> bool:
    return b.author in ("", "Author", "Unknown Author") and _words(a) == _words(b)


def _words(comment: Comment) -> str:
    return " ".join(comment.text.split())


def _change(label: Label, comment: Comment, detail: str) -> ReturnedChange:
    added = label is Label.COMMENT_ADDED
    return ReturnedChange(
        number=0,
        label=label,
        tracked=added,
        clause_id=comment.clause_id,
        clause=comment.clause,
        place=comment.place,
        paragraph=comment.paragraph,
        before="" if added else comment.text,
        after=comment.text if added else "",
        context_before="",
        context_after="",
        author=comment.author,
        at=comment.at,
        detail=detail,
    )
