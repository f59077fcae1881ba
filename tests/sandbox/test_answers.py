"""Answers to interactions, made by hand: in time, late, twice, of the wrong kind, with the token and after it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Permission, World
from bot.sandbox.things import Json
from tests.sandbox.client import QUIET
from tests.sandbox.desk import BUTTON, EPHEMERAL, SELECT, desk


async def test_an_interaction_says_who_did_what_where() -> None:
    """The bot hears the command, the member with what they may do, the channel, and what the bot itself may do."""
    async with desk() as here:
        waiting, heard = await here.typed("/why feed:The Meridian")
        world = here.discord.world
        assert (heard["type"], heard["data"]["name"], heard["context"]) == (2, "why", 0)
        assert heard["data"]["options"] == [{"name": "feed", "type": 3, "value": "The Meridian"}]
        assert heard["member"]["user"]["id"] == str(here.noor)
        assert heard["member"]["permissions"] == str(int(world.permissions(here.news, here.noor)))
        assert heard["app_permissions"] == str(int(world.permissions(here.news, world.bot.id)))
        assert heard["channel"]["id"] == heard["channel_id"] == str(here.news)
        await here.say(heard, "so")
        assert (await waiting).text == "so"


async def test_no_answer_in_time_is_a_failure() -> None:
    """The person is told that the application did not respond, and what comes later is refused with 10062."""
    async with desk(answer_within=0.05) as here:
        waiting, heard = await here.typed()
        assert (await waiting).failed == "The application did not respond"
        late = await here.say(heard, "too late")
        assert (late.status, late.code) == (404, 10062)
        assert [violation.sign for violation in here.discord.violations] == ["NO_ANSWER", "LATE"]
        assert here.discord.messages(here.news) == ()


async def test_an_answer_is_given_once() -> None:
    """A second first answer is refused with 40060, and changes nothing."""
    async with desk() as here:
        waiting, heard = await here.typed()
        assert (await here.say(heard, "once")).status == 204
        again = await here.say(heard, "twice")
        assert (again.status, again.code) == (400, 40060)
        assert (await waiting).text == "once"
        assert [violation.code for violation in here.discord.violations] == [40060]


@pytest.mark.parametrize("wrong", ["token", "id"])
async def test_an_interaction_that_never_was_is_unknown(wrong: str) -> None:
    """A token or an id that belong to nothing are 10062, and no violation."""
    async with desk() as here:
        waiting, heard = await here.typed()
        said = await here.say(heard | {wrong: "1"}, "m")
        assert (said.status, said.code) == (404, 10062)
        assert here.discord.violations == []
        await here.say(heard, "m")
        await waiting


@pytest.mark.parametrize("kind", [0, 1, 6, 7, 8, 10, True, "4", None, []])
async def test_a_command_is_not_answered_in_every_way(kind: int) -> None:
    """A callback that does not fit a command is refused, and a right one may still come."""
    async with desk() as here:
        waiting, heard = await here.typed()
        assert (await here.call_back(heard, kind, QUIET | {"content": "m"})).code == 50035
        await here.say(heard, "m")
        assert (await waiting).text == "m"


@pytest.mark.parametrize(
    ("data", "code"), [({"content": "x" * 2001}, 50035), ({"content": ""}, 50006), ({"nonce": "n"}, 50035)]
)
async def test_an_answer_meets_the_rules_of_messages(data: Json, code: int) -> None:
    """An answer over a limit is refused, and is not the answer."""
    async with desk() as here:
        waiting, heard = await here.typed()
        said = await here.call_back(heard, 4, QUIET | data)
        assert (said.status, said.code) == (400, code)
        await here.say(heard, "m")
        assert (await waiting).text == "m"


async def test_with_response_tells_what_became_of_it() -> None:
    """Asked for, the answer names the message and holds it."""
    async with desk() as here:
        waiting, heard = await here.typed()
        told = await here.call_back(heard, 4, QUIET | {"content": "m", "flags": EPHEMERAL}, "?with_response=true")
        assert told.status == 200
        assert told.body["interaction"]["id"] == heard["id"]
        assert told.body["interaction"]["response_message_ephemeral"] is True
        assert told.body["resource"]["message"]["content"] == "m"
        await waiting


async def test_a_hook_begins_with_the_first_answer_and_ends_with_the_token() -> None:
    """Before the first answer it is unknown (10015); after 15 minutes its token is invalid (50027)."""
    now = [datetime(2026, 9, 18, 12, tzinfo=UTC)]
    async with desk(World.small(clock=lambda: now[0])) as here:
        waiting, heard = await here.typed()
        early = await here.hook("POST", heard, body=QUIET | {"content": "m"})
        assert (early.status, early.code) == (404, 10015)
        await here.say(heard, "m")
        await waiting
        now[0] += timedelta(minutes=15)
        assert (await here.hook("POST", heard, body=QUIET | {"content": "in time"})).status == 200
        now[0] += timedelta(seconds=1)
        late = await here.hook("POST", heard, body=QUIET | {"content": "late"})
        assert (late.status, late.code) == (401, 50027)
        assert [violation.code for violation in here.discord.violations] == [50027]


async def test_the_original_answer_can_be_read_changed_and_deleted() -> None:
    """@original is the first answer; a follow-up is found by its id."""
    async with desk() as here:
        waiting, heard = await here.typed()
        await here.say(heard, "one")
        await waiting
        original = "/messages/@original"
        assert (await here.hook("GET", heard, original)).body["content"] == "one"
        assert (await here.hook("PATCH", heard, original, QUIET | {"content": "two"})).body["content"] == "two"
        more = (await here.hook("POST", heard, body=QUIET | {"content": "three"})).body["id"]
        assert (await here.hook("GET", heard, f"/messages/{more}")).body["content"] == "three"
        assert [message["content"] for message in here.discord.messages(here.news)] == ["two", "three"]
        assert (await here.hook("DELETE", heard, original)).status == 204
        assert (await here.hook("GET", heard, original)).code == 10008
        foreign = (await here.http.post(here.news, content="m")).body["id"]
        assert (await here.hook("PATCH", heard, f"/messages/{foreign}", QUIET | {"content": "m"})).code == 10008


async def test_the_first_follow_up_after_a_deferral_is_the_answer() -> None:
    """It takes the place of the message that says the bot is thinking, and keeps its privacy."""
    async with desk() as here:
        waiting, heard = await here.typed()
        await here.call_back(heard, 5, {"flags": EPHEMERAL})
        said = await here.hook("POST", heard, body=QUIET | {"content": "thought", "flags": 0})
        answer = await waiting
        assert [message["id"] for message in answer.messages] == [said.body["id"]]
        assert (answer.text, answer.ephemeral, answer.deferred) == ("thought", True, True)
        assert said.body["flags"] == EPHEMERAL


async def test_a_deferral_decides_who_sees_the_answer() -> None:
    """What was deferred for everybody stays so, whatever the follow-up's flags say."""
    async with desk() as here:
        waiting, heard = await here.typed()
        await here.call_back(heard, 5)
        said = await here.hook("POST", heard, body=QUIET | {"content": "thought", "flags": EPHEMERAL})
        assert (said.body["flags"], (await waiting).ephemeral) == (0, False)
        assert len(here.discord.messages(here.news)) == 1


async def test_what_one_person_sees_is_found_by_its_token_alone() -> None:
    """An ephemeral message is unknown to the channel; another application's hook is unknown too."""
    async with desk() as here:
        waiting, heard = await here.typed()
        await here.say(heard, "psst", EPHEMERAL)
        (message,) = (await waiting).messages
        assert (await here.http.ask("GET", f"/channels/{here.news}/messages/{message['id']}")).code == 10008
        assert (await here.http.ask("GET", f"/webhooks/1/{heard['token']}/messages/@original")).code == 10015


async def test_thinking_is_seen_and_ends() -> None:
    """While the bot thinks a message says so; when it never stops, the answer failed."""
    async with desk() as here:
        waiting, heard = await here.typed(finish_within=0.05)
        await here.call_back(heard, 5)
        assert [message["flags"] for message in here.discord.messages(here.news)] == [1 << 7]
        answer = await waiting
        assert (answer.failed, answer.messages) == ("still thinking after 0.05 s", ())
        await here.hook("DELETE", heard, "/messages/@original")
        assert here.discord.messages(here.news) == ()


async def test_a_deferred_answer_rings_and_a_private_one_does_not() -> None:
    """Completing a deferred answer is a new message; an edit of one is not; what one person sees rings for nobody."""
    async with desk() as here:
        ring = {"content": f"<@{here.noor}>", "allowed_mentions": {"parse": ["users"]}}
        for flags, rung in ((EPHEMERAL, 0), (0, 1)):
            waiting, heard = await here.typed()
            await here.call_back(heard, 5, {"flags": flags})
            for _ in range(2):
                await here.hook("PATCH", heard, "/messages/@original", ring)
            await waiting
            assert len(here.discord.pings) == rung


async def test_answers_are_as_the_house_would_have_them() -> None:
    """An answer, a follow-up and an edit without allowed_mentions are recorded, and go out."""
    async with desk() as here:
        waiting, heard = await here.typed()
        await here.call_back(heard, 4, {"content": "m"})
        await here.hook("POST", heard, body={"content": "m"})
        await here.hook("PATCH", heard, "/messages/@original", {"content": "n"})
        assert (await waiting).failed is None
        waiting, heard = await here.typed()
        await here.call_back(heard, 5)
        await here.hook("POST", heard, body={"content": "m"})
        assert (await waiting).failed is None
        assert [(v.kind, v.sign) for v in here.discord.violations] == [("house", "MISSING")] * 4


async def test_an_answer_into_a_channel_that_is_gone_is_refused() -> None:
    """The channel was deleted while the bot was thinking: 10003 for the first answer, and for what follows."""
    async with desk() as here:
        first, heard = await here.typed()
        second, thinking = await here.typed(finish_within=0.01)
        await here.call_back(thinking, 5)
        here.discord.world.delete_channel(here.news)
        assert (await here.say(heard, "m")).code == 10003
        assert (await here.hook("POST", thinking, body=QUIET | {"content": "m"})).code == 10003
        assert (await second).failed is not None
        first.cancel()
        assert here.discord.unmodelled == []


async def test_a_press_changes_its_message() -> None:
    """An update takes the place of what was pressed."""
    async with desk() as here:
        message = await here.posted(BUTTON)
        waiting, heard = await here.pressed(message)
        assert (heard["type"], heard["message"]["id"]) == (3, message["id"])
        assert (heard["data"]["custom_id"], heard["data"]["component_type"]) == ("more", 2)
        await here.call_back(heard, 7, QUIET | {"content": "changed", "components": []})
        assert (await waiting).text == "changed"
        assert here.discord.messages(here.news)[0]["content"] == "changed"


async def test_a_press_may_be_deferred() -> None:
    """A deferred update is done when the message is changed through @original, and shows no thinking."""
    async with desk() as here:
        message = await here.posted(BUTTON)
        waiting, heard = await here.pressed(message)
        await here.call_back(heard, 6)
        assert here.discord.messages(here.news)[0]["flags"] == 0
        await here.hook("PATCH", heard, "/messages/@original", QUIET | {"content": "changed"})
        answer = await waiting
        assert (answer.text, answer.deferred) == ("changed", True)


async def test_a_select_hands_over_what_was_chosen() -> None:
    """The values chosen come with the press."""
    async with desk() as here:
        message = await here.posted(SELECT)
        waiting, heard = await here.pressed(message, "pick", "1")
        assert heard["data"]["values"] == ["1"]
        await here.say(heard, "one it is", EPHEMERAL)
        assert (await waiting).ephemeral


async def test_what_is_disabled_cannot_be_pressed() -> None:
    """A disabled button, one that is not there, and one in a channel that the person does not see."""
    async with desk() as here:
        shown = int((await here.posted(BUTTON | {"disabled": True}))["id"])

        async def failed(message_id: int) -> str | None:
            return (await here.discord.press(message_id, "more", by=here.noor, channel=here.news)).failed

        assert await failed(shown) == "nothing to press there: more"
        assert await failed(1) == "that message is not there"
        readers = here.discord.world.role_named("Readers").id
        here.discord.world.overwrite(here.news, readers, deny=Permission.VIEW_CHANNEL)
        assert await failed(shown) == "that channel is not there"


async def test_what_answers_a_press_replies_to_what_was_pressed() -> None:
    """Unless more people see the answer than saw that."""
    async with desk() as here:
        message = await here.posted(BUTTON)
        waiting, heard = await here.pressed(message)
        await here.say(heard, "more")
        (shown,) = (await waiting).messages
        assert (shown["type"], shown["message_reference"]["message_id"]) == (19, message["id"])
        assert shown["interaction_metadata"]["interacted_message_id"] == message["id"]
        waiting, heard = await here.typed()
        await here.call_back(
            heard, 4, QUIET | {"content": "psst", "components": [{"type": 1, "components": [BUTTON]}], "flags": 64}
        )
        hidden = (await waiting).messages[0]
        waiting, heard = await here.pressed(hidden)
        await here.say(heard, "aloud")
        (aloud,) = (await waiting).messages
        assert (aloud["type"], "referenced_message" in aloud) == (0, False)


@pytest.mark.parametrize(
    ("choices", "status"),
    [([{"name": "n", "value": "v"}] * 25, 204), ([{"name": "n", "value": "v"}] * 26, 400), (None, 400)],
)
async def test_a_completion_is_answered_with_choices(choices: list[Json] | None, status: int) -> None:
    """Up to 25 choices; more are refused, and then nothing is offered."""
    async with desk(answer_within=0.1) as here:
        typing = here.discord.autocomplete("/why feed:", by=here.noor, channel=here.news)
        waiting = asyncio.create_task(typing)
        heard = (await here.wire.until("INTERACTION_CREATE"))["d"]
        assert heard["type"] == 4
        assert heard["data"]["options"] == [{"name": "feed", "type": 3, "value": "", "focused": True}]
        assert (await here.call_back(heard, 8, {"choices": choices})).status == status
        assert len(await waiting) == (25 if status == 204 else 0)
