"""What a moderator and a member type, and what they read: each answer is one that they can act on."""

import asyncio
import dataclasses

from bot.sandbox import Answers, Drops, Fault, Permission
from tests.journeys.newsroom import MORE, QUOTED, Newsroom, title
from tests.web.site import Site, answer


async def test_a_blogs_address_is_all_it_takes(newsroom: Newsroom) -> None:
    """The feed is found from the page, and its newest story is shown as it would be posted, to the admin alone."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        answer = await newsroom.type(f"/feed add {newsroom.press.address}")
        posts = await newsroom.posted(1)
    assert answer.ephemeral
    assert f"<#{newsroom.news.id}> now follows **Quay Notes**" in answer.text
    shown, posted = answer.messages[0]["embeds"][0], posts[0]["embeds"][0]
    assert (shown["title"], shown["description"]) == (posted["title"], posted["description"])


async def test_a_missing_permission_is_named_and_can_be_mended_at_once(newsroom: Newsroom) -> None:
    """Nothing is followed before the bot could post; the button goes on when the permission is there, be it after a
    restart."""
    newsroom.press.publish("talks")
    newsroom.discord.world.deny_bot(newsroom.news.id, Permission.EMBED_LINKS)
    async with newsroom.bot():
        answer = await newsroom.type(f"/feed add {newsroom.press.address}")
        assert "allow me “Embed Links” there, then press the button" in answer.text
        assert newsroom.posts() == []
    newsroom.discord.world.deny_bot(newsroom.news.id, 0)
    newsroom.discord.world.commands.clear()
    async with newsroom.bot():
        message = answer.messages[0]
        button = message["components"][0]["components"][0]
        again = await newsroom.discord.press(
            int(message["id"]), button["custom_id"], by=newsroom.who("mira"), channel=newsroom.news.id
        )
        assert "now follows" in again.text
        await newsroom.posted(1)


async def test_an_address_without_a_feed_is_explained(newsroom: Newsroom) -> None:
    """What is wrong, in words for a moderator; nothing is followed."""
    async with newsroom.bot():
        nowhere = await newsroom.type("/feed add http://127.0.0.1:1/")
        nonsense = await newsroom.type("/feed add javascript:alert(1)")
        listed = await newsroom.type("/feed list")
    assert nowhere.text.startswith("I found no feed there")
    assert nonsense.text.startswith("I found no feed there")
    assert "follows nothing yet" in listed.text


async def test_an_explanation_is_given_however_long_the_addresses_in_it(newsroom: Newsroom) -> None:
    """What does not fit a message is shortened, so that nobody is left with "thinking"."""
    async with Site() as site, newsroom.bot():
        link = f'<link rel="alternate" type="application/rss+xml" href="/{"x" * 1990}">'
        page = f"<!doctype html><html><head>{link}</head><body>A page</body></html>"
        site.pages["/"] = answer(page.encode(), headers={"Content-Type": "text/html"})
        said = await newsroom.type(f"/feed add {site.address('/')}")
    assert said.text.startswith("I found no feed there: the page says that its feed is")


async def test_a_feed_too_long_for_a_button_asks_for_the_command_again(newsroom: Newsroom) -> None:
    """A button's id holds 100 characters; nothing is offered that would not work."""
    newsroom.press.publish("talks")
    newsroom.discord.world.deny_bot(newsroom.news.id, Permission.EMBED_LINKS)
    async with newsroom.bot():
        said = await newsroom.type(f"/feed add {newsroom.press.address}/feed?{'x' * 100}")
    assert "then type the command again" in said.text
    assert said.messages[0]["components"] == []


async def test_threads_that_take_no_post_are_named_with_what_would_help(newsroom: Newsroom) -> None:
    """Locked, archived, or both after they were followed."""
    newsroom.press.publish("talks")
    world = newsroom.discord.world
    locked, archived, closed = (world.add_thread(newsroom.news.id, name) for name in ("locked", "archived", "closed"))
    world.change_channel(dataclasses.replace(locked, locked=True))
    world.archive(archived.id)
    async with newsroom.bot():
        said = [await newsroom.type(f"/feed add {newsroom.press.address} channel:#{n}") for n in ("locked", "archived")]
        await newsroom.follow(closed)
        await newsroom.posted(1, closed)
        world.archive(closed.id, locked=True)
        newsroom.press.publish("vote")
        notice = await newsroom.discord.wait_for_message(world.dm_with(newsroom.who("mira")).id)
    assert "allow me “Manage Threads” there" in said[0].text
    assert "I cannot see “archived”: it is archived" in said[1].text
    assert "I am not allowed “Manage Threads” in that channel" in notice["embeds"][0]["description"]


async def test_choices_appear_however_long_the_names_in_them(newsroom: Newsroom) -> None:
    """A channel's name may be as long as a whole choice."""
    newsroom.press.publish("talks")
    channel = newsroom.discord.world.add_channel(newsroom.news.guild_id or 0, "quay-" * 20)
    async with newsroom.bot():
        await newsroom.follow(channel)
        (choice,) = await newsroom.discord.autocomplete(
            "/feed remove feed:quay", by=newsroom.who("mira"), channel=newsroom.news.id
        )
    assert choice["name"].startswith("Quay Notes → #quay-quay-")


async def test_feeds_are_for_those_who_manage_the_server(newsroom: Newsroom) -> None:
    """Discord hides the commands; the bot refuses them as well, for servers may set them free."""
    async with newsroom.bot():
        hidden = await newsroom.discord.type(
            f"/feed add {newsroom.press.address}", by=newsroom.who("noor"), channel=newsroom.news.id
        )
        assert hidden.failed is not None
        for command in list(newsroom.discord.world.commands.values()):
            command.body["default_member_permissions"] = None
        refused = await newsroom.type(f"/feed add {newsroom.press.address}", by="noor")
        listed = await newsroom.type("/feed list")
    assert refused.text == "This command is for people who have the permission “Manage Server” in this server."
    assert "follows nothing yet" in listed.text


async def test_who_may_not_write_in_a_channel_sets_nothing_there(newsroom: Newsroom) -> None:
    """Managing the server is not enough: the target channel has its own say."""
    world = newsroom.discord.world
    noor, guild = newsroom.who("noor"), newsroom.news.guild_id or 0
    managers = world.add_role(guild, "Managers", Permission.MANAGE_GUILD)
    world.add_member(guild, noor, *world.members[(guild, noor)].roles, managers.id)
    world.overwrite(newsroom.general.id, guild, deny=Permission.SEND_MESSAGES)
    async with newsroom.bot():
        refused = await newsroom.type(f"/feed add {newsroom.press.address} channel:#general", by="noor")
    assert "You may not write in" in refused.text


async def test_a_feed_is_listed_tested_and_removed(newsroom: Newsroom) -> None:
    """Each command takes the choice that is offered while typing; what was posted stays."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        (choice,) = await newsroom.discord.autocomplete(
            "/feed remove feed:quay", by=newsroom.who("mira"), channel=newsroom.news.id
        )
        listed = await newsroom.type("/feed list")
        tested = await newsroom.type(f"/feed test feed:{choice['value']}")
        removed = await newsroom.type(f"/feed remove feed:{choice['value']}")
        again = await newsroom.type(f"/feed remove feed:{choice['value']}")
        newsroom.press.publish("vote")
        await asyncio.sleep(1)
        assert len(newsroom.posts()) == 1
    assert choice["name"] == "Quay Notes → #news"
    assert "Quay Notes" in listed.messages[0]["embeds"][0]["description"]
    assert "answers, with one entry" in tested.text
    assert "no longer follows **Quay Notes**" in removed.text
    assert "Pick one of the choices" in again.text


async def test_a_feed_that_is_followed_again_repeats_nothing(newsroom: Newsroom) -> None:
    """What stands in the channel already is not posted a second time."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        await newsroom.type("/feed remove feed:Quay Notes")
        await newsroom.follow()
        newsroom.press.publish("vote")
        posts = await newsroom.posted(2)
    assert [title(message) for message in posts] == ["News of talks", "News of vote"]


async def test_a_feed_that_is_followed_twice_says_so(newsroom: Newsroom) -> None:
    """A second `/feed add` changes nothing."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        answer = await newsroom.type(f"/feed add {newsroom.press.address}/feed")
        await newsroom.polled()
        assert len(newsroom.posts()) == 1
    assert "follows **Quay Notes** already" in answer.text


async def test_anybody_may_ask_for_the_latest_news(newsroom: Newsroom) -> None:
    """The newest first, each with its feed and the way to its digest; of one feed where one is named."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        empty = await newsroom.type("/news latest", by="noor")
        await newsroom.follow()
        (digest,) = await newsroom.posted(1)
        newsroom.press.publish("vote")
        await newsroom.posted(2)
        answer = await newsroom.type("/news latest", by="noor")
        one = await newsroom.type("/news latest count:1 feed:Quay Notes", by="noor")
        unknown = await newsroom.type("/news latest feed:The Tide", by="noor")
    told = answer.messages[0]["embeds"][0]["description"]
    assert "Nothing has been posted here yet" in empty.text
    assert told.index("News of vote") < told.index("News of talks")
    assert f"/{newsroom.news.id}/{digest['id']}" in told
    assert "News of talks" not in one.messages[0]["embeds"][0]["description"]
    assert "follows no feed called “The Tide”" in unknown.text


async def test_nobody_is_told_of_a_channel_that_they_cannot_see(newsroom: Newsroom) -> None:
    """Neither its stories nor that it follows a feed; whoever sees it is told."""
    newsroom.press.publish("talks")
    newsroom.discord.world.overwrite(newsroom.news.id, newsroom.who("noor"), deny=Permission.VIEW_CHANNEL)
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        hidden = await newsroom.type("/news latest", by="noor", channel=newsroom.general)
        offered = await newsroom.discord.autocomplete(
            "/news latest feed:", by=newsroom.who("noor"), channel=newsroom.general.id
        )
        seen = await newsroom.type("/news latest", channel=newsroom.general)
    assert "Nothing has been posted here yet" in hidden.text
    assert offered == ()
    assert "News of talks" in seen.messages[0]["embeds"][0]["description"]


async def test_the_buttons_answer_whoever_presses_them(newsroom: Newsroom) -> None:
    """Why a message was posted, and the quotes that it had no room for, to that person alone."""
    said = [f"There are still {number} long miles to go" for number in range(2, 12)]
    newsroom.press.publish("talks", QUOTED + MORE + "".join(f"<p>“{quote},” Okafor said.</p>" for quote in said))
    async with newsroom.bot():
        await newsroom.follow()
        (digest,) = await newsroom.posted(1)
        pressed = {}
        for button in digest["components"][0]["components"]:
            pressed[button["label"].split(" (")[0]] = await newsroom.discord.press(
                int(digest["id"]), button["custom_id"], by=newsroom.who("noor"), channel=newsroom.news.id
            )
    why, more = pressed["Why this?"], pressed["More quotes"]
    assert why.ephemeral
    assert more.ephemeral
    assert "its newest story" in why.messages[0]["embeds"][0]["description"]
    assert [quote for quote in said if quote not in more.messages[0]["embeds"][0]["description"]] == []


async def test_more_quotes_are_all_that_there_are(newsroom: Newsroom) -> None:
    """In as many messages as they take; and one too long for a digest is among them."""
    words = "the cranes and the ferries and the tugs of this harbour " * 9
    said = [f"Number {number} says that {words.strip()}" for number in range(12)] + [f"At length {words * 3}ends"]
    newsroom.press.publish("talks", "".join(f"<p>“{quote},” Ines Okafor said.</p>" for quote in said))
    async with newsroom.bot():
        await newsroom.follow()
        (digest,) = await newsroom.posted(1)
        more = next(
            button for button in digest["components"][0]["components"] if button["label"].startswith("More quotes")
        )
        pressed = await newsroom.discord.press(
            int(digest["id"]), more["custom_id"], by=newsroom.who("noor"), channel=newsroom.news.id, messages=3
        )
    shown = "\n".join(message["embeds"][0]["description"] for message in pressed.messages)
    assert [quote for quote in said if quote not in shown] == []


async def test_a_button_copied_to_another_channel_tells_nothing(newsroom: Newsroom) -> None:
    """Every id that comes in is held against the place that it comes from."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow(newsroom.general)
        (digest,) = await newsroom.posted(1, newsroom.general)
        copied = newsroom.discord.world.say(newsroom.news.id, newsroom.discord.world.bot.id, "look")
        message = newsroom.discord.world.messages[newsroom.news.id][copied.id]
        moved = dataclasses.replace(message, components=tuple(digest["components"]))
        newsroom.discord.world.messages[newsroom.news.id][copied.id] = moved
        button = digest["components"][0]["components"][-1]
        answer = await newsroom.discord.press(
            copied.id, button["custom_id"], by=newsroom.who("noor"), channel=newsroom.news.id
        )
    assert answer.text == "I no longer know this message."


async def test_an_answer_comes_where_the_line_broke_as_it_was_promised(newsroom: Newsroom) -> None:
    """Discord has heard that an answer will come, and the bot has not heard that it has."""
    async with newsroom.bot():
        broken = Fault("POST", "/interactions/*", Drops(), stored=True)
        newsroom.discord.trouble.order(broken)
        answer = await newsroom.type("/feed list")
    assert "It is in my log under" in answer.text
    newsroom.discord.violations.clear()  # that it was promised a second time, which nobody could know


async def test_a_command_that_fails_says_so_and_gives_a_number(newsroom: Newsroom) -> None:
    """Nobody is left with "The application did not respond"."""
    newsroom.press.publish("talks")
    async with newsroom.bot():
        await newsroom.follow()
        await newsroom.posted(1)
        newsroom.discord.trouble.order(Fault("PATCH", "/webhooks/*/messages/@original", Answers(400, 50035)))
        newsroom.discord.trouble.order(Fault("POST", "/webhooks/*", Answers(400, 50035)))
        answer = await newsroom.discord.type("/news latest", by=newsroom.who("noor"), channel=newsroom.news.id)
    assert "It is in my log under" in answer.text
