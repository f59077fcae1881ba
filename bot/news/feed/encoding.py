"""A body in any encoding in, the same characters in UTF-8 out, whatever the body says of itself."""

import codecs
import re

_HEAD = 1024

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""", re.IGNORECASE)

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How a feed begins in wide characters without a mark: with "<" or "{", or a line break above them, in so many bytes.
_WIDE = (
    (re.compile(rb"[<{\r\n]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{\r\n]"), "utf-32-be"),
    (re.compile(rb"[<{\r\n]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{\r\n]\0[^\0]"), "utf-16-be"),
)

# What the web takes a name to mean (the WHATWG's Encoding Standard, 4.2), where Python takes it to mean another thing.
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
_LABELS = {
    "x-sjis": "cp932", "windows-31j": "cp932", "x-gbk": "gb18030", "x-x-big5": "big5hkscs", "x-euc-jp": "euc_jp",
    "ks_c_5601-1987": "cp949", "windows-949": "cp949", "iso-8859-8-i": "iso8859-8", "dos-874": "cp874",
    "x-cp1250": "cp1250", "x-cp1251": "cp1251", "x-cp1252": "cp1252", "x-cp1254": "cp1254", "koi": "koi8-r",
    "x-mac-cyrillic": "mac-cyrillic", "x-mac-roman": "mac-roman", "unicode-1-1-utf-8": "utf-8",
}  # fmt: skip
_SEVERAL_BYTES = frozenset(["cp932", "gb18030", "hz", "big5hkscs", "euc_jp", "cp949", "iso2022_jp"])
# Python counts among the encodings of text what no feed is written in (`unicode_escape`, `punycode`, `utf-7`).
_ONE_BYTE = re.compile(r"cp(?:125\d|8\d\d|437|737|775|1125)|iso8859-\d{1,2}|koi8-[rut]|mac-\w+")

# Where Unicode has controls, Windows-1252 has quotation marks and dashes, and half the web means these. U+10FFFF
# is no character at all, and marks the places of sections here.
_STRAY_BYTES = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_MOST_STRAY_BYTES = 10_000
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_NUMBERED_C1 = re.compile(rb"&#(?:1[2-5]\d|[xX][89][0-9a-fA-F]|0*1114111|[xX]0*10[fF]{4});")


def encoding_named(label: str) -> str | None:
    """The codec that a label means on the web; None for what is no encoding of text."""
    label = label.strip().lower()
    if label in _LABELS:
        return _LABELS[label]
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    known = name == "utf-8" or name in _SEVERAL_BYTES or _ONE_BYTE.fullmatch(name)
    return name if known else None


def encoding_of(body: bytes, content_type: str | None) -> str:
    """The codec in which a body is written: its mark, the server's word, its own word, in this order; else UTF-8.

    (RFC 7303, section 3, and the HTML Standard, 13.2.3.) A word that the bytes themselves contradict does not count.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return encoding
    for beginning, encoding in _WIDE:
        if beginning.match(body):
            return encoding
    served, written = _CHARSET.search(content_type or ""), _DECLARED.match(body[:_HEAD])
    labels = (served[1] if served else "", written[1].decode("ascii", "replace") if written else "")
    named = [codec for label in labels if (codec := encoding_named(label))]
    first = named[0] if named else "utf-8"
    other = next((codec for codec in named if codec != "utf-8"), None)
    if other is None:
        return "utf-8"
    if first == "utf-8":
        return first if _is(body, first) else other
    # Text that is valid UTF-8 by chance is the rarer, the longer it is; in encodings of several bytes it happens.
    certain = body.isascii() or (first in _SEVERAL_BYTES and _is(body, first))
    return first if certain or not _is(body, "utf-8") else "utf-8"


def as_utf8(body: bytes, content_type: str | None) -> bytes:
    """The body in UTF-8, without a mark; what is UTF-8 already is left as it is, flaws and all."""
    encoding = encoding_of(body, content_type)
    if encoding == "utf-8":
        body = body.removeprefix(codecs.BOM_UTF8)
    else:
        body = body.decode(encoding, "replace").removeprefix("\ufeff").encode("utf-8", "replace")
    return body


def with_windows_1252(markup: bytes) -> bytes:
    """Markup in which what Unicode takes for a control is what Windows-1252 has there, as HTML takes it."""
    for control in (_C1, _NUMBERED_C1):
        if control.search(markup):
            markup = control.sub(_in_windows_1252, markup)
    return markup


def mended(body: bytes) -> bytes:
    """UTF-8 made of what should be: bytes that are not are read as Windows-1252, which they most often are."""
    if _is(body, "utf-8"):
        return body
    rest = body.decode("utf-8", "ignore")
    if rest.isascii():
        text = body.decode("cp1252", "replace")
    elif len(body) - len(rest.encode()) <= _MOST_STRAY_BYTES:
        text = body.decode("utf-8", "surrogateescape").translate(_STRAY_BYTES)
    else:
        text = body.decode("utf-8", "replace")
    return text.encode("utf-8", "replace")


def _is(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _in_windows_1252(control: re.Match[bytes]) -> bytes:
    written = control[0]
    if not written.startswith(b"&#"):
        return bytes([written[1]]).decode("cp1252", "replace").encode()
    digits = written[2:-1].lstrip(b"xX0")
    code = int(digits, 16) if written[2:3] in b"xX" else int(digits)
    if code > 0xFF:
        return "\ufffd".encode()
    return bytes([code]).decode("cp1252", "replace").encode() if 0x80 <= code <= 0x9F else written
