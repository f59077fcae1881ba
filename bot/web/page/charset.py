"""A page's bytes and the charset that its answer names in; its text out."""

import codecs
import re

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{1,40})", re.IGNORECASE)
_TEXT_CODECS = ("ascii", "utf", "iso8859", "cp", "koi8", "shift_jis", "euc_", "gb", "big5", "mac-", "tis-620")


def decoded(html: bytes, charset: str | None = None) -> str:
    """Turn a page's bytes into text, by the answer's charset, else the page's own, else as UTF-8; never raises."""
    declared = _DECLARED.search(html[:4096])
    named = (charset, declared[1].decode("ascii") if declared else None)
    codec = next((codec for name in named if (codec := _codec(name))), "utf-8")
    return html.decode(codec, "replace").removeprefix("\ufeff")


def _codec(name: str | None) -> str | None:
    """Find the codec that a charset's name stands for, None where it stands for no text.

    "ISO-8859-1" and "ASCII" mean windows-1252, as they do to browsers (WHATWG, Encoding, 4.2).
    """
    try:
        codec = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return None
    if codec in ("iso8859-1", "ascii"):
        return "cp1252"
    return codec if codec.startswith(_TEXT_CODECS) else None
