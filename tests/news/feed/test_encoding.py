"""A feed is read in the encoding in which it is written, whatever it says of itself."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.news.feed.encoding import as_utf8, encoding_named, encoding_of, mended
from tests.news.feed.samples import only, read, rss


def feed(title: str, declared: str = "") -> str:
    """A feed of one entry, which declares an encoding if one is given."""
    declaration = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    return f"{declaration}<rss version='2.0'><channel><item><guid>1</guid><title>{title}</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("windows-1251", "Порт и город"),
        ("koi8-r", "Порт и город"),
        ("iso-8859-2", "Zażółć gęślą jaźń"),
        ("shift_jis", "港の夜"),
        ("euc-jp", "港の夜"),
        ("gb18030", "港口"),
        ("big5", "港口"),
        ("euc-kr", "항구"),
        ("utf-16", "Hafen – Ö"),
    ],
)
def test_the_encoding_that_a_feed_declares_is_believed(encoding: str, title: str) -> None:
    """The declaration names it."""
    assert only(feed(title, encoding).encode(encoding)).title == title


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("declared", ["", "utf-8", "utf-16"])
def test_wide_characters_are_known_without_a_mark(encoding: str, declared: str) -> None:
    """Their zeros give them away, whatever the declaration says."""
    assert only(feed("Hafen – Ö", declared).encode(encoding)).title == "Hafen – Ö"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_stands_above_every_word(mark: bytes, encoding: str) -> None:
    """Neither the server nor the declaration is heard where there is a mark (HTML Standard, 13.2.3.1)."""
    body = mark + feed("Hafen – Ö", "koi8-r").encode(encoding)
    (entry,) = read(body, "text/xml; charset=windows-1251").entries
    assert entry.title == "Hafen – Ö"


def test_the_servers_word_stands_above_the_feeds() -> None:
    """RFC 7303, section 3: the charset of the media type is authoritative."""
    body = feed("Порт", "koi8-r").encode("windows-1251")
    assert read(body, "application/rss+xml; charset=windows-1251").entries[0].title == "Порт"


@pytest.mark.parametrize("declared", ["iso-8859-1", "us-ascii", "windows-1251", "utf-16"])
def test_utf_8_that_is_declared_as_another_encoding_is_read_as_utf_8(declared: str) -> None:
    """Programs that change the encoding forget the declaration."""
    assert only(feed("Hafen – Ö", declared).encode()).title == "Hafen – Ö"


def test_another_encoding_that_the_server_calls_utf_8_is_read_as_the_feed_says() -> None:
    """Servers name their own default for every file."""
    body = feed("Порт", "windows-1251").encode("windows-1251")
    assert read(body, "text/xml; charset=utf-8").entries[0].title == "Порт"


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("latin1", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("gb2312", "gb18030"),
        ("shift_jis", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("x-sjis", "cp932"),
        ("utf8", "utf-8"),
        ("punycode", None),
        ("unicode_escape", None),
        ("utf-7", None),
        ("rot13", None),
        ("no such thing", None),
    ],
)
def test_labels_mean_what_they_mean_on_the_web(label: str, codec: str | None) -> None:
    """The Encoding Standard gives many an old name a wider meaning, and knows none of Python's toys."""
    assert encoding_named(label) == codec


def test_quotation_marks_of_windows_in_latin_1_are_quotation_marks() -> None:
    """Who says Latin-1 means Windows-1252."""
    assert only(feed("a “quote”", "iso-8859-1").encode("cp1252")).title == "a “quote”"


@pytest.mark.parametrize("written", ["don&#146;t", "don&#x92;t", "don\u0092t"])
def test_the_numbers_of_windows_name_its_characters(written: str) -> None:
    """A control where an apostrophe is meant is read as HTML reads it (HTML Standard, 13.2.5.80)."""
    assert only(feed(written)).title == "don’t"


def test_a_stray_byte_is_read_as_windows_would_read_it() -> None:
    """One post that was pasted from elsewhere does not spoil the others."""
    body = feed("Hafen – Ö caf").encode().replace(b"caf", b"caf\xe9")
    assert only(body).title == "Hafen – Ö café"


def test_a_stray_byte_in_a_section_is_read_as_windows_would_read_it() -> None:
    """Sections are read apart from the markup, by the same rule."""
    body = rss("<item><guid>1</guid><description><![CDATA[<p>Ö caf|</p>]]></description></item>").encode()
    assert only(body.replace(b"|", b"\xe9")).body == "<p>Ö café</p>"


def test_bytes_that_are_rarely_utf_8_are_windows_1252_and_too_many_of_them_are_not_mended() -> None:
    """Mending byte by byte is for a few bytes."""
    assert mended(b"caf\xe9 " * 3).decode() == "café " * 3
    many = mended("Ö".encode() + b"\xe9 " * 20_000).decode()
    assert many.startswith("Ö\ufffd")


@given(st.text(min_size=1, max_size=50), st.sampled_from(["utf-8", "utf-16", "utf-32", "gb18030"]))
def test_what_is_written_in_unicode_comes_back_as_it_was(text: str, encoding: str) -> None:
    """No character changes on its way to UTF-8."""
    written = f"<?xml version='1.0' encoding='{encoding}'?><a>{text}"
    assert as_utf8(written.encode(encoding, "replace"), None).decode() == written.encode("utf-8", "replace").decode()


@given(st.binary(max_size=60), st.text(max_size=20))
def test_no_bytes_and_no_label_break_the_decoder(body: bytes, label: str) -> None:
    """Every body has an encoding that Python knows."""
    "".encode(encoding_of(body, f"text/xml; charset={label}"))
    as_utf8(body, f"text/xml; charset={label}")
    mended(body).decode()
