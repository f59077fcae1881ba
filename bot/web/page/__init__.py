"""What a web page holds: the article in it, its text, and when it was published."""

from bot.web.page.article import DEEPEST_PAGE, LARGEST_PAGE, LEAST_WORDS, article, published
from bot.web.page.charset import decoded

__all__ = ["DEEPEST_PAGE", "LARGEST_PAGE", "LEAST_WORDS", "article", "decoded", "published"]
