"""What pieces chosen for a story are worth."""

from benchmarks.key import central, gain, hit, sentences
from benchmarks.score import Said

STORY = (
    "The ferry between Ansley and Thorne will stop in winter.\n"
    "“The ferry lost money every winter,” said Reyes.\n"
    "“My sister likes marmalade,” said Lind.\n"
    "“Thorne without its ferry is an island,” said Okafor.\n"
    "“Yesterday somebody painted shutters,” said Duarte.\n"
    "“Winter ferry, winter money: Ansley must choose,” said Pritchard."
)


def pieces(*words: str) -> tuple[Said, ...]:
    """These words of the story, by their places."""
    return tuple(Said(STORY.index(piece), STORY.index(piece) + len(piece)) for piece in words)


POOL = pieces(
    "The ferry lost money every winter,",
    "My sister likes marmalade,",
    "Thorne without its ferry is an island,",
    "Yesterday somebody painted shutters,",
    "Winter ferry, winter money: Ansley must choose,",
)
TELLING = (POOL[0], POOL[2], POOL[4])


def test_the_pieces_that_cover_most_gain_most() -> None:
    """The best that the pool holds is one."""
    assert gain(STORY, TELLING, POOL) == 1.0


def test_pieces_beside_the_story_gain_less_than_chance() -> None:
    """Marmalade and shutters tell nothing of a ferry."""
    worth = gain(STORY, (POOL[1], POOL[3]), POOL)
    assert worth is not None
    assert worth < 0


def test_a_fourth_piece_gains_nothing() -> None:
    """Only three are looked at."""
    assert gain(STORY, (*TELLING, POOL[1]), POOL) == gain(STORY, TELLING, POOL)


def test_where_there_is_no_choice_there_is_no_gain() -> None:
    """Three of three is not chosen."""
    assert gain(STORY, TELLING, TELLING) is None


def test_a_story_in_which_no_word_recurs_has_no_gain() -> None:
    """Where every choice covers the same, nothing is measured."""
    text = "Rain fell. Boats slept. Gulls cried. Lamps burned."
    assert gain(text, sentences(text)[:3], sentences(text)) is None


def test_the_central_pieces_are_those_that_tell_the_story() -> None:
    """What the story keeps saying is near its centre."""
    assert set(central(STORY, POOL)) == set(TELLING)


def test_half_of_a_key_quote_is_a_hit_and_less_is_not() -> None:
    """The piece shown must hold most of it."""
    assert hit((Said(0, 10),), (Said(5, 40),))
    assert not hit((Said(0, 10),), (Said(6, 40),))


def test_the_fourth_piece_is_no_hit() -> None:
    """Three are shown."""
    assert not hit((Said(0, 10),), (Said(20, 30), Said(30, 40), Said(40, 50), Said(0, 10)))


def test_sentences_end_with_their_marks_and_paragraphs() -> None:
    """A closing mark belongs to its sentence, and a line ends one."""
    text = "He left. “It will hold.” She stayed\nThe weir held!"
    found = [text[piece.start : piece.end] for piece in sentences(text)]
    assert found == ["He left.", "“It will hold.”", "She stayed", "The weir held!"]
