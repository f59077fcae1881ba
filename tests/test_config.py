"""Settings are read whole: every fault is named with its key and what to do, and no secret is repeated."""

import os
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from bot import config
from bot.config import BadConfig

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder and an environment without settings."""
    for name in list(os.environ):
        if name.startswith(config.PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def file(text: str) -> Path:
    """A config file with this text."""
    written = Path("given.toml")
    written.write_text(text, encoding="utf-8")
    return written


def problems(text: str) -> tuple[str, ...]:
    """What is said of a config file."""
    with pytest.raises(BadConfig) as caught:
        config.load(file(text))
    return caught.value.problems


def test_the_example_shows_every_key_with_its_default() -> None:
    """Whoever copies it changes nothing; whoever reads it sees all there is, but the token that must not be there."""
    shown = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert config.load(EXAMPLE) == config.load(None)
    keys = {f"{section}.{key}" for section, values in shown.items() for key in values}
    assert keys == config._keys() - {"discord.token", "discord.token_file"}


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """One key is overridden; the rest of its section stays as the file has it."""
    monkeypatch.setenv("LATE_EDITION_POLLING__EVERY", "3m")
    loaded = config.load(file('[polling]\nevery = "1h"\nat_once = 7\n'))
    assert (loaded.polling.every, loaded.polling.at_once) == (timedelta(minutes=3), 7)


def test_networks_are_a_list_in_the_file_and_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commas part them in the environment."""
    listed = config.load(file('[polling]\nallow = ["10.0.0.0/8", "fd00::/8"]\n')).polling.allow
    monkeypatch.setenv("LATE_EDITION_POLLING__ALLOW", "10.0.0.0/8, fd00::/8")
    assert config.load(None).polling.allow == listed != ()


def test_all_problems_are_told_at_once() -> None:
    """Nobody has to start the bot once for every mistake."""
    told = problems('[polling]\nevery = "often"\nat_once = 0\nallwo = []\n[stroe]\naddress = "x"\n')
    assert [problem.split(":")[0].split(" ")[0] for problem in told] == [
        "polling.every",
        "polling.at_once",
        "polling.allwo",
        "stroe",
    ]
    assert "did you mean polling.allow?" in told[2]


def test_one_fault_does_not_hide_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sound, in the file or in the environment, can still be used to look on for further faults."""
    monkeypatch.setenv("LATE_EDITION_DISCORD__TOKEN", TOKEN)
    monkeypatch.setenv("LATE_EDITION_POLLING__EVERY", "often")
    monkeypatch.setenv("LATE_EDITION_LOG", "loud")
    with pytest.raises(BadConfig) as caught:
        config.load(file('health = 3\n[polling]\nallow = ["10.0.0.0/8", "quay"]\nat_once = 7\n'))
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "health is a section",
        "The environment variable LATE_EDITION_LOG is no setting; did you mean LATE_EDITION_LOG__FORM?",
        "polling.every",
        "polling.allow",
    ]
    usable = caught.value.usable
    assert usable is not None
    assert config.token(usable) == TOKEN
    assert usable.polling.at_once == 7


def test_a_network_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, and by the key that it stands in."""
    assert problems('[polling]\nallow = ["10.0.0.0/8", "quay"]\n') == (
        "polling.allow: quay is no network; write it as in 10.0.0.0/8, or fd00::/8.",
    )


def test_a_misspelt_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that is silently ignored is the worst kind."""
    monkeypatch.setenv("LATE_EDITION_POLING__EVERY", "3m")
    with pytest.raises(BadConfig, match="did you mean LATE_EDITION_POLLING__EVERY"):
        config.load(None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[polling\n", "is not valid TOML"),
        ('[discord]\napi = "discord.com"\n', "write an address that begins with https://"),
        ('[health]\nlisten = "8080"\n', "write it as host:port"),
        ('[posting]\nlease = "10s"\n', "at least twice posting.timeout"),
        ('[log]\nlevel = "loud"\n', "log.level"),
        ('[websub]\ncallback = "http://bot.example/hub"\n', 'such as "https://bot.example/websub", or leave it empty'),
        ('[websub]\ncallback = "https://bot.example/hub?a=1"\n', "websub.callback: write the public address"),
        ('[websub]\ncallback = "https://mira@bot.example/hub"\n', "websub.callback: write the public address"),
        ('[websub]\nlisten = "8082"\n', "write it as host:port"),
        ('[websub]\ncallback = "https://bot.example/hub"\nlisten = ""\n', "websub.listen must be a host:port"),
    ],
)
def test_each_fault_says_what_to_write(text: str, said: str) -> None:
    """The key, and the form that it takes."""
    assert said in " ".join(problems(text))


@pytest.mark.parametrize("callback", ["https://bot.example", "https://Bot.example:8443/a/hub-1/", ""])
def test_hubs_may_be_given_any_address_of_ones_own(callback: str) -> None:
    """A name alone, a port, a path; what is added to it begins with a slash, so that a last one is dropped."""
    assert config.load(file(f'[websub]\ncallback = "{callback}"\n')).websub.callback == callback.rstrip("/")


def test_a_missing_file_is_named() -> None:
    """The path that was given stands in the answer."""
    with pytest.raises(BadConfig, match=r"nowhere\.toml cannot be read"):
        config.load(Path("nowhere.toml"))


def test_a_token_in_the_file_is_refused_and_not_repeated() -> None:
    """People share config files."""
    told = " ".join(problems(f'[discord]\ntoken = "{TOKEN}"\n'))
    assert "Take it out" in told
    assert TOKEN not in told


def test_the_token_comes_from_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """White space around it does no harm."""
    Path("token.txt").write_text(f"{TOKEN}\n", encoding="utf-8")
    assert config.token(config.load(file('[discord]\ntoken_file = "token.txt"\n'))) == TOKEN
    monkeypatch.setenv("LATE_EDITION_DISCORD__TOKEN", f" {TOKEN} ")
    assert config.token(config.load(None)) == TOKEN


@pytest.mark.parametrize(
    ("given", "said"),
    [(None, "There is no bot token"), ("Bot " + TOKEN, "leave that word out"), ("abc", "has not the form of one")],
)
def test_a_token_that_cannot_be_one_is_explained(given: str | None, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with it and where to get it; never the token itself."""
    if given:
        monkeypatch.setenv("LATE_EDITION_DISCORD__TOKEN", given)
    with pytest.raises(BadConfig) as caught:
        config.token(config.load(None))
    assert said in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_settings_can_be_shown_without_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the token nor the database's password stands in what is printed."""
    monkeypatch.setenv("LATE_EDITION_DISCORD__TOKEN", TOKEN)
    monkeypatch.setenv("LATE_EDITION_STORE__ADDRESS", "postgresql://quay:tide@db.example/news")
    shown = repr(config.load(None))
    assert TOKEN not in shown
    assert "tide" not in shown
