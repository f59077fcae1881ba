"""A story that a channel was told of, as it stands now; what that channel is to be told of it, now or later, out."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.news import amend
from bot.news.change import brings, follow_up
from bot.news.model import Also, Digest, Edition, FollowUp, Withdrawal
from bot.outbox import ids
from bot.outbox.decided import NOTHING, Decided
from bot.outbox.due import Case
from bot.outbox.model import Channel, Debt, Decision, Delivery, Message, Owed, Paid, Telling
from bot.outbox.spending import Never, Now, Wait, follow_up_allowed, quiet
from bot.outbox.timetable import quiet_until


def changed(case: Case, owed: Collection[Debt], now: datetime) -> Decided:
    """What a channel is told of a story that may have changed since; `owed` is what it is owed of the story already.

    Changes that may not be told yet are gathered: a follow-up is owed, and says then what the story has gained by then.
    """
    gained = _gained(case)
    held = Decided(paid=(paid(case, "follow-up"),)) if "follow-up" in owed else NOTHING
    if gained is None:
        return held + explained(case, None, "The post was changed, but gained no headline and no quote.")
    verdict = follow_up_allowed(case.told, case.subscription.settings, now)
    match verdict:
        case Now():
            told = _follow_up(case, gained, now)
            return held + told + (_kept(case, owed) if gained.closed else NOTHING)
        case Wait(until, why):
            return Decided(owed=(_held(case, until, now),)) + explained(case, None, why)
        case Never(why):
            return held + (_closed(case, owed, now) if gained.closed else NOTHING) + explained(case, None, why)


def withdrawn(case: Case, owed: Collection[Debt], now: datetime) -> Decided:
    """What a channel is told of a story that its blog has taken back."""
    held = Decided(paid=(paid(case, "follow-up"),)) if "follow-up" in owed else NOTHING
    settings = case.subscription.settings
    if ends := quiet_until(settings, now):
        return Decided(owed=(_held(case, ends, now),)) + explained(case, None, quiet(settings, ends))
    last = case.told.revisions[-1] if case.told.revisions else case.known.story
    said = delivery(
        case,
        ids.withdrawal_id(case.told.root_id, case.known.story_id),
        Withdrawal(last.headline.text, case.known.story.link),
        now,
    )
    why = "The post is gone from its blog: twice, hours apart, its page was not there."
    edit = edits(case, _below(case, now, closed=True), said.delivery_id, now, after=said.delivery_id)
    return held + Decided(deliveries=(said, *edit)) + explained(case, said.delivery_id, why) + _kept(case, owed)


def due(case: Case, debt: Debt, now: datetime) -> Decided:
    """What comes of a debt whose time has come: a follow-up that was held back, or a promise that is over."""
    if debt == "promise":
        return promise_over(case, now)
    return withdrawn(case, (debt,), now) if case.withdrawn else changed(case, (debt,), now)


def promise_over(case: Case, now: datetime) -> Decided:
    """What becomes of a digest that has said for long enough that more is coming."""
    leading = _leading(case)
    calmer = amend.closed(leading, case.known.story_id) if leading else None
    over = Decided(deliveries=edits(case, calmer, f"promise {case.known.story_id}", now), paid=(paid(case, "promise"),))
    why = "The post said that more was coming, and a day has passed; so its digest says that no more."
    return over + explained(case, None, why) if over.deliveries else over


def paid(case: Case, debt: Debt) -> Paid:
    """That a channel is owed this no more."""
    return Paid(case.subscription.subscription_id, case.known.story_id, debt)


def outlet_of(case: Case) -> Also:
    """Who tells the story."""
    return Also(case.masthead.title, case.known.story.link)


def _gained(case: Case) -> FollowUp | None:
    """What was not told yet. What another outlet has told of the event counts as told."""
    told, outlet = case.told, outlet_of(case)
    if not told.revisions:
        return brings(told.beside, case.known.story, outlet)
    gained = follow_up(told.revisions[-1], case.known.story, (*told.revisions[:-1], *told.beside))
    of_another = isinstance(told.standing, Digest) and told.standing.masthead.title != outlet.title
    return replace(gained, outlet=outlet) if gained and of_another else gained


def _follow_up(case: Case, gained: FollowUp, now: datetime) -> Decided:
    told, story_id = case.told, case.known.story_id
    said = delivery(case, ids.follow_up_id(told.root_id, story_id, told.follow_ups + 1, gained), gained, now)
    telling = Telling(case.subscription.subscription_id, story_id, case.known.revision, said.delivery_id, told.root_id)
    edit = edits(case, _below(case, now, closed=gained.closed), said.delivery_id, now, after=said.delivery_id)
    return Decided(deliveries=(said, *edit), tellings=(telling,)) + explained(case, said.delivery_id, *gains(gained))


def _below(case: Case, now: datetime, *, closed: bool) -> amend.Standing | None:
    """The digest as it stands once something was posted below it."""
    standing = amendable(case.told.standing)
    if standing is None:
        return None
    leads = amend.leads(standing, case.masthead.title, case.known.story_id)
    standing = amend.updated(standing, case.known.story_id, now)
    return amend.closed(standing, case.known.story_id) if closed and leads else standing


def _closed(case: Case, owed: Collection[Debt], now: datetime) -> Decided:
    leading = _leading(case)
    calmer = amend.closed(leading, case.known.story_id) if leading else None
    because = f"closed {case.known.story_id} {case.known.revision}"
    return Decided(deliveries=edits(case, calmer, because, now)) + _kept(case, owed)


def _leading(case: Case) -> amend.Standing | None:
    """The message as it stands; None where a story of another outlet leads it, whose promise it says."""
    standing = amendable(case.told.standing)
    return standing if standing and amend.leads(standing, case.masthead.title, case.known.story_id) else None


def _kept(case: Case, owed: Collection[Debt]) -> Decided:
    return Decided(paid=(paid(case, "promise"),)) if "promise" in owed else NOTHING


def _held(case: Case, until: datetime, now: datetime) -> Owed:
    return Owed(case.subscription.subscription_id, case.known.story_id, "follow-up", now, due_at=until)


def delivery(case: Case, delivery_id: str, message: Message, now: datetime) -> Delivery:
    return Delivery(
        delivery_id=delivery_id,
        target=Channel(case.subscription.channel_id),
        message=message,
        created_at=now,
        subscription_id=case.subscription.subscription_id,
        story_id=case.known.story_id,
        revision=case.known.revision,
        replies_to=case.told.root_id,
    )


def edits(
    case: Case, amended: amend.Standing | None, because: str, now: datetime, *, after: str | None = None
) -> tuple[Delivery, ...]:
    """The edit that makes a digest stand so, once the delivery `after` is posted; none where it stands so already."""
    if amended is None or amended == case.told.standing:
        return ()
    edit = replace(
        delivery(case, ids.edit_id(case.told.root_id, because), amended, now),
        replies_to=after,
        amends=case.told.root_id,
    )
    return (edit,)


def gains(gained: FollowUp) -> tuple[str, ...]:
    """Why a follow-up is told, as sentences."""
    headlines = sum(passage.headline is not None for passage in gained.passages)
    quotes = sum(len(passage.quotes) for passage in gained.passages)
    parts = (
        _count(headlines, "headline"),
        _count(quotes, "quote"),
        _count(len(gained.paragraphs), "paragraph"),
    )
    said = [part for part in parts if part]
    reasons = []
    if said:
        reasons.append(f"The post gained {' and '.join(said)}.")
    if gained.corrections:
        reasons.append(f"It took back or reworded what was told: {_count(len(gained.corrections), 'correction')}.")
    if gained.closed:
        reasons.append("It no longer says that more is coming.")
    return tuple(reasons)


def _count(number: int, noun: str) -> str:
    """A count with its noun; empty for none."""
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def amendable(message: Message) -> amend.Standing | None:
    return message if isinstance(message, Digest | Edition) else None


def explained(case: Case, delivery_id: str | None, *reasons: str) -> Decided:
    decision = Decision(
        case.subscription.subscription_id, case.known.story_id, case.known.revision, delivery_id, reasons
    )
    return Decided(decisions=(decision,))
