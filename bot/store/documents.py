"""Stories, messages, settings and the like become JSON documents, and the documents become what they were."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue, TypeAdapter, ValidationError

from bot.news.cluster import Signature
from bot.news.model import Digest, Edition, FollowUp, Story, Withdrawal
from bot.outbox.model import Message, Notice, Rhythm
from bot.outbox.settings import Settings
from bot.store.columns import storable
from bot.store.interface import StoreUnavailable

VERSION = 1
"""The shape of the documents; when the shape changes, reading learns to bring the older one up to it."""

Document = Story | Message | Rhythm | Settings | Signature


@dataclass(frozen=True, slots=True)
class _Envelope:
    version: int
    kind: str
    body: JsonValue


_ENVELOPE = TypeAdapter(_Envelope)
_ADAPTERS: dict[str, TypeAdapter[Document]] = {
    "story": TypeAdapter(Story),
    "digest": TypeAdapter(Digest),
    "follow-up": TypeAdapter(FollowUp),
    "withdrawal": TypeAdapter(Withdrawal),
    "edition": TypeAdapter(Edition),
    "notice": TypeAdapter(Notice),
    "rhythm": TypeAdapter(Rhythm),
    "settings": TypeAdapter(Settings),
    "signature": TypeAdapter(Signature),
}
_REASONS = TypeAdapter(tuple[str, ...])


def kind(document: Document) -> str:
    """The name by which documents of this kind are kept."""
    match document:
        case Story():
            return "story"
        case Digest():
            return "digest"
        case FollowUp():
            return "follow-up"
        case Withdrawal():
            return "withdrawal"
        case Edition():
            return "edition"
        case Notice():
            return "notice"
        case Rhythm():
            return "rhythm"
        case Settings():
            return "settings"
        case Signature():
            return "signature"


def dump(document: Document) -> str:
    """A document as JSON that says what it is.

    Characters that cannot be kept are replaced one by one, so that every offset stays true.
    """
    name = kind(document)
    body = _ADAPTERS[name].dump_python(document, mode="json")
    return _json({"version": VERSION, "kind": name, "body": body})


def story(text: str) -> Story:
    """The story that was dumped."""
    match _load(text):
        case Story() as found:
            return found
        case other:
            raise _unreadable(f"a {kind(other)} stands where a story should")


def message(text: str) -> Message:
    """The digest, edition or other message that was dumped."""
    match _load(text):
        case Story() | Rhythm() | Settings() | Signature() as other:
            raise _unreadable(f"a {kind(other)} stands where a message should")
        case found:
            return found


def rhythm(text: str) -> Rhythm:
    """The rhythm that was dumped."""
    match _load(text):
        case Rhythm() as found:
            return found
        case other:
            raise _unreadable(f"a {kind(other)} stands where a rhythm should")


def settings(text: str) -> Settings:
    """The settings that were dumped."""
    match _load(text):
        case Settings() as found:
            return found
        case other:
            raise _unreadable(f"a {kind(other)} stands where settings should")


def signature(text: str) -> Signature:
    """The signature that was dumped."""
    match _load(text):
        case Signature() as found:
            return found
        case other:
            raise _unreadable(f"a {kind(other)} stands where a signature should")


def dump_reasons(reasons: Sequence[str]) -> str:
    """Reasons as a JSON list."""
    return _json(list(reasons))


def reasons(text: str) -> tuple[str, ...]:
    """The reasons that were dumped."""
    try:
        return _REASONS.validate_json(text)
    except ValidationError:
        raise _unreadable("its reasons are no list of words") from None


def _load(text: str) -> Document:
    try:
        envelope = _ENVELOPE.validate_json(text)
    except ValidationError:
        raise _unreadable("it is not one of ours") from None
    if envelope.version != VERSION or envelope.kind not in _ADAPTERS:
        raise _unreadable(f"a {envelope.kind} of version {envelope.version} is not known here")
    try:
        return _ADAPTERS[envelope.kind].validate_python(envelope.body)
    except ValidationError:
        raise _unreadable(f"a {envelope.kind} lacks what it should have") from None


def _json(value: object) -> str:
    return storable(json.dumps(value, ensure_ascii=False))


def _unreadable(why: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"A document in the database cannot be read: {why}. "
        "Run the version of Late Edition that wrote it, or restore a backup."
    )
