"""Three-way merge: nothing is lost, nothing is taken twice, and neither side comes first."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from clauses.text.lines import line_script, line_tokens
from clauses.text.merge import Stretch, merge

WORD = st.sampled_from(["the", "City", "shall", "not", "keep", "two", "(2)", "days", ",", ".", "days", "\n", "\n\t"])
TEXT = st.one_of(st.lists(WORD, max_size=14).map(" ".join), st.text(alphabet=st.sampled_from("ab \n."), max_size=14))
SENTENCE = "Each officer of the Department assigned to a school shall keep a daily log and give it to the principal"


@st.composite
def sides(draw: st.DrawFn) -> tuple[str, str, str]:
    """A base and two edits of it: words taken out, put in and changed."""
    base = draw(st.lists(WORD, max_size=16))

    def edited() -> str:
        side = list(base)
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(side)))
            side[at : at + draw(st.integers(0, 2))] = draw(st.lists(WORD, max_size=2))
        return " ".join(side)

    return " ".join(base), edited(), edited()


TRIPLES = st.one_of(sides(), st.tuples(TEXT, TEXT, TEXT))


@given(TRIPLES)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(texts: tuple[str, str, str]) -> None:
    base, side, _ = texts
    assert merge(base, base, side).text == side
    assert merge(base, side, base).text == side


@given(TRIPLES)
def test_what_both_sides_say_alike_is_said_once(texts: tuple[str, str, str]) -> None:
    base, side, _ = texts
    assert merge(base, side, side).text == side


@given(TRIPLES)
def test_no_word_of_any_of_the_three_texts_is_lost(texts: tuple[str, str, str]) -> None:
    base, ours, theirs = texts
    made = merge(base, ours, theirs).stretches
    assert "".join(each.base for each in made) == base
    assert "".join(each.ours for each in made) == ours
    assert "".join(each.theirs for each in made) == theirs


@given(TRIPLES)
def test_neither_side_comes_first(texts: tuple[str, str, str]) -> None:
    base, ours, theirs = texts
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert one.text == other.text
    assert one.conflicts == tuple(Stretch(each.base, each.theirs, each.ours) for each in other.conflicts)
    assert one == merge(base, ours, theirs)


@given(TRIPLES)
def test_a_merge_without_conflict_has_each_sides_changes_and_no_others(texts: tuple[str, str, str]) -> None:
    base, ours, theirs = texts
    made = merge(base, ours, theirs)
    for each in made.stretches:
        if each.ours == each.base:
            assert each.merged == each.theirs
        elif each.theirs in (each.base, each.ours):
            assert each.merged == each.ours
        else:
            assert each in made.conflicts
    assert (made.text is None) == bool(made.conflicts)


@given(st.data())
def test_changes_of_different_words_are_both_there_exactly_once(data: st.DataObject) -> None:
    """Against a model: the words by place, each changed by one side at most."""
    words = SENTENCE.split()
    places = data.draw(st.lists(st.integers(0, len(words) - 1), max_size=6, unique=True))
    ours, theirs, both = list(words), list(words), list(words)
    for n, place in enumerate(places):
        side = ours if n % 2 else theirs
        after = data.draw(st.booleans())
        side[place] = both[place] = f"{words[place]} NEW{n}" if after else f"NEW{n}"
    assert merge(SENTENCE, " ".join(ours), " ".join(theirs)).text == " ".join(both)


@given(st.data())
def test_the_same_word_changed_two_ways_is_a_conflict(data: st.DataObject) -> None:
    words = SENTENCE.split()
    place = data.draw(st.integers(0, len(words) - 1))
    ours, theirs = ([*words[:place], new, *words[place + 1 :]] for new in ("OURS", "THEIRS"))
    made = merge(SENTENCE, " ".join(ours), " ".join(theirs))
    assert made.conflicts == (Stretch(words[place], "OURS", "THEIRS"),)


@given(TRIPLES)
@example(("a\nb", "b", ""))
@example(("\n", "", "\n\n"))
def test_a_script_by_lines_gives_the_other_side(texts: tuple[str, str, str]) -> None:
    before, after = line_tokens(texts[0]), line_tokens(texts[1])
    assert ("".join(before), "".join(after)) == texts[:2]
    i = j = 0
    for what, i1, i2, j1, j2 in line_script(before, after):
        assert (i1, j1) == (i, j)
        assert what != "equal" or before[i1:i2] == after[j1:j2]
        assert (i2 - i1 > 0, j2 - j1 > 0) == (what != "insert", what != "delete")
        i, j = i2, j2
    assert (i, j) == (len(before), len(after))
