"""One event as two outlets tell it: what a channel was told by one feed, and what is read in another."""

from bot.news.model import Masthead
from tests import build

SAID = [
    build.said(
        "The night ferry will not sail again before the new harbour wall is finished in January,",
        "Ines Okafor",
        role="mayor of Sandholm",
    ),
    build.said(
        "We have sold 340 tickets that we now have to pay back, and nobody has told us how,",
        "Tom Reyes",
        role="director of Lund Ferries",
    ),
]
HEADLINE = "Night ferry from Sandholm to Brenna stays in port until January"
TOLD = build.story(HEADLINE, quotes=SAID)
READ = build.story(HEADLINE, quotes=SAID, entry_id="2", link="https://quaynews.example/2")
READER = Masthead("Quay News", "https://quaynews.example")
