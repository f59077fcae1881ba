"""A Monday at invented blogs → the messages of which pictures are drawn, by the pictures' names."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.sandbox import Json, StandIn
from docs.newsroom import Blog, Newsroom

LIGHT = Blog("Harbour Light", "https://harbourlight.example")
MERIDIAN = Blog("The Meridian", "https://meridian.example")
QUAY = Blog("Quay News", "https://quaynews.example")
TIDES = Blog("Tide Tables", "https://tidetables.example")

BERTHS = (
    "<p>“A berth that stays dark all winter earns nobody a living,” Tom Reyes, former harbour master, said.</p>"
    "<p>The three berths at the north mole were closed after the storm of January.</p>"
)
FERRIES = (
    "<p>Ferry crews in Port Ansley voted by 412 to 37 to walk out for five days from Monday, their union said.</p>"
    "<p>“Nobody joins the ferries to sleep in a car park between two shifts,” said Ines Okafor, of the Seafarers’ "
    "Alliance.</p><p>Tideway, which runs the four routes across the sound, called the ballot disappointing.</p>"
)
CROSSINGS = (
    "<p>Most crossings of the sound will be cancelled after crews voted for a walkout, the operator Tideway said.</p>"
    "<p>The Seafarers’ Alliance counted 412 votes in favour and 37 against.</p>"
    "<p>“We will run what we can with those who come,” Jonas Brandt, Tideway’s director, said in Port Ansley.</p>"
)
LIBRARY = "<p>“People asked for two things, warmth and Sundays,” Mara Lindqvist, the town’s librarian, said.</p>"
BRIDGE = "<p>The Ropewalk bridge carries no lorries until its bearings are replaced, the county said on Monday.</p>"
MARKET = "<p>“I have sold herring here for thirty years, and never at noon,” Odd Falk, a fishmonger, said.</p>"
SCHOOL = "<p>The harbour school takes 24 pupils this autumn, twice as many as a year ago.</p>"
CRANE = "<p>“She is older than the pier and in better health,” Birgit Aalto, an engineer, said of the steam crane.</p>"
EELS = "<p>Eels were seen above the weir for the first time since 1987, the river trust said.</p>"

TALKS = "<p>“Both sides have agreed to come without conditions,” Arvid Holm, the mediator, said.</p>"
PROMISE = "<p>More headlines coming later.</p>"
VOTE = (
    "<p><b>Night crews want a rota by Friday</b></p><p>Quay News, 21 September 2026</p>"
    "<p>“Nobody here wants another winter like the last,” Tom Reyes, former harbour master, told Quay News.</p>"
)
SLIP = (
    "<p>“A pilot is no night watchman, and {} metres of steel do not wait for a rota,” Birgit Aalto, a pilot, said.</p>"
)

HIGH_WATER = "<p>High water stands at the quay steps shortly before noon.</p>"
STARS = "<p>Those born under the Fish should look to their moorings.</p>"
SPRING = "<p>The highest tide of the month comes on Saturday night, the hydrographers say.</p>"


async def pictures() -> Mapping[str, Sequence[Json]]:
    """The messages of each picture, as the stand-in for Discord gives them."""
    start = datetime(2026, 9, 20, 15, tzinfo=UTC)
    async with StandIn() as discord:
        room = Newsroom((LIGHT, MERIDIAN, QUAY, TIDES), discord, start)
        discord.world.clock = lambda: room.now
        async with room.begun():
            drawn = {"edition": await _edition(room), **await _changes(room), "why": await _why(room)}
        if trouble := [*discord.violations, *discord.unmodelled, *discord.pings, *discord.losses]:
            raise ValueError(f"Discord would not have taken this: {trouble}")
        return drawn


async def _edition(room: Newsroom) -> Sequence[Json]:
    """The second edition of a channel that follows three blogs."""
    for blog in (LIGHT, MERIDIAN, QUAY):
        room.publish(blog, "first", "A quiet Sunday", "<p>The quay was quiet.</p>")
        await room.type(f"/feed add {blog.site}/feed", "news")
    await room.type("/digest set times:08:00, 12:00 and 18:00 most:3", "news")
    room.wait("18:00")
    await room.work()
    room.wait("06:10")
    room.publish(LIGHT, "berths", "North mole to open its three berths before winter", BERTHS)
    room.publish(MERIDIAN, "library", "Town library to open on Sundays", LIBRARY)
    room.publish(QUAY, "crane", "The old steam crane passes its test", CRANE)
    room.publish(QUAY, "bridge", "Ropewalk bridge closed to lorries", BRIDGE)
    room.publish(LIGHT, "market", "Fish market moves to the afternoon", MARKET)
    await room.work()
    room.wait("08:00")
    await room.work()
    room.wait("09:30")
    room.publish(LIGHT, "ferries", "Ferry crews vote for a five-day walkout", FERRIES)
    await room.work()
    room.wait("10:40")
    room.publish(MERIDIAN, "crossings", "Walkout will halt most crossings, Tideway warns", CROSSINGS)
    room.publish(QUAY, "eels", "Eels return to the upper river", EELS)
    room.publish(MERIDIAN, "school", "Harbour school takes twice as many pupils", SCHOOL)
    await room.work()
    room.wait("12:00")
    await room.work()
    return room.posted("news")[-1:]


async def _changes(room: Newsroom) -> Mapping[str, Sequence[Json]]:
    """A digest with its follow-up, and one with its correction, in a channel that is told at once."""
    await room.type(f"/feed add {LIGHT.site}/feed", "general")
    room.wait("13:40")
    room.publish(LIGHT, "talks", "Port and city to meet again on Thursday", TALKS + PROMISE)
    await room.work()
    room.wait("14:20")
    room.publish(LIGHT, "talks", "Port and city to meet again on Thursday", TALKS + VOTE)
    await room.work()
    followed = room.posted("general")[-2:]
    room.wait("15:05")
    room.publish(LIGHT, "pilots", "Pilots speak out on night work", SLIP.format("three hundred"))
    await room.work()
    room.wait("15:30")
    room.publish(LIGHT, "pilots", "Pilots speak out on night work", SLIP.format("two hundred"))
    await room.work()
    return {"follow-up": followed, "correction": room.posted("general")[-2:]}


async def _why(room: Newsroom) -> Sequence[Json]:
    """Why one story was told, one was not, and one waits."""
    room.publish(TIDES, "water", "High water at the quay on Monday", HIGH_WATER)
    await room.type(f"/feed add {TIDES.site}/feed", "general")
    await room.type("/digest set feed:Tide Tables times:18:00 without:horoscope", "general")
    room.wait("16:00")
    room.publish(TIDES, "stars", "The sailor’s horoscope", STARS)
    await room.work()
    room.wait("16:30")
    room.publish(TIDES, "spring", "Spring tide on Saturday", SPRING)
    await room.work()
    room.wait("16:40")
    return await room.type("/digest why feed:Tide Tables", "general")
