"""A link in; where it leads, without what only tells where its reader came from, out."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that tell where a reader came from, not what is read.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|hsa|vero|oly|wt|at)_\w+|_hs\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|"
    r"mc_[ce]id|mkt_tok|ref|ref_src|ref_url|source|src|cmp|cmpid|campaign_id|ocid|ito|spm|m|spref|share|shared|s",
    re.IGNORECASE,
)


def address(link: str) -> str:
    """What tells one page from another: a link's host, path and parameters, without what makes no difference.

    That is its scheme, its fragment, "www.", a slash at its end, and what tracks its readers.
    """
    try:
        parts = urlsplit(link)
        query = sorted(_telling(parts.query))
    except ValueError:
        return link
    host = parts.netloc.casefold().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{urlencode(query)}"


def canonical(link: str) -> str:
    """The link itself, without the parameters that track its readers; as it stands where it has none."""
    try:
        parts = urlsplit(link)
        given = parse_qsl(parts.query, keep_blank_values=True)
        kept = _telling(parts.query)
    except ValueError:
        return link
    return link if len(kept) == len(given) else urlunsplit(parts._replace(query=urlencode(kept)))


def _telling(query: str) -> list[tuple[str, str]]:
    """The parameters that say which page it is."""
    given = parse_qsl(query, keep_blank_values=True)
    return [(name, value) for name, value in given if not _TRACKING.fullmatch(name)]
