"""The ledger of the stand-in → what the bot sent and what was objected to, as JSON for the page."""

from __future__ import annotations

from itertools import islice

from bot.sandbox.ledger import Exchange, Ledger
from bot.sandbox.things import Json

MOST_EXCHANGES = 100
LONGEST = 8000
"""Characters of a body that the page is given."""

_LEFT_OUT = " … (the rest is left out)"


def wire(ledger: Ledger) -> Json:
    """Write the newest exchanges, oldest first, and the totals."""
    newest = list(islice(reversed(ledger.exchanges), MOST_EXCHANGES))
    return {"exchanges": [written(exchange) for exchange in newest[::-1]]} | totals(ledger)


def totals(ledger: Ledger) -> Json:
    """Count what was objected to, what is not modelled, and what the stand-in answered unlike Discord."""
    return {
        "objections": ledger.violations.counted,
        "unmodelled": ledger.unmodelled.counted,
        "unlike": ledger.unlike.counted,
    }


def written(exchange: Exchange) -> Json:
    """Write an exchange, its bodies cut where they are long."""
    return {
        "number": exchange.number,
        "at": exchange.at.isoformat(),
        "method": exchange.method,
        "path": exchange.path,
        "status": exchange.status,
        "ms": round(exchange.seconds * 1000),
        "sent": _cut(exchange.sent),
        "answered": _cut(exchange.answered),
        "objections": [
            {"kind": one.kind, "code": one.code, "field": one.field, "sign": one.sign, "what": one.what}
            for one in exchange.objections
        ],
    }


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(_LEFT_OUT)] + _LEFT_OUT
