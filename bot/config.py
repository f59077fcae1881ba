"""A TOML file and the environment become Config: read once, checked whole, and handed down."""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

PREFIX = "LATE_EDITION_"
DEFAULT_FILE = Path("config.toml")
NOT_SETTINGS = frozenset({"LATE_EDITION_CONFIG", "LATE_EDITION_TEST_POSTGRES"})


class BadConfig(Exception):
    """The configuration cannot be used; `problems` says in plain words all that is wrong with it.

    `usable` is what is left of it without those parts, for whoever looks on for further faults.
    """

    def __init__(self, problems: tuple[str, ...], usable: "Config | None" = None) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
        self.usable = usable


def _duration(value: object) -> object:
    """Read "45s", "10m", "2h" or "1d"; anything else is left for the error message."""
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str) and (match := re.fullmatch(r"(\d{1,6})\s*(ms|[smhd])", value.strip())):
        unit = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[match[2]]
        return timedelta(**{unit: int(match[1])})
    raise ValueError('write it as a number and a unit, such as "45s", "10m" or "2h"')


def _address(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        if urlsplit(value).scheme not in schemes or not urlsplit(value).hostname:
            raise ValueError(f"write an address that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return value.rstrip("/")

    return AfterValidator(check)


def _listen(value: str) -> str:
    host, separator, port = value.rpartition(":")
    if value and not (separator and host and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError('write it as host:port, such as "127.0.0.1:8080", or leave it empty')
    return value


def _callback(value: str) -> str:
    if value and not re.fullmatch(r"https://[a-z0-9.-]+(:\d{1,5})?(/[\w.~-]+)*/?", value, re.ASCII | re.IGNORECASE):
        raise ValueError(
            'write the public address under which hubs reach the bot, such as "https://bot.example/websub", '
            "or leave it empty"
        )
    return value.rstrip("/")


def _networks(value: object) -> object:
    """Read a list of networks, or "10.0.0.0/8, fd00::/8" as an environment variable gives it."""
    parts = [part for part in value.split(",") if part.strip()] if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise ValueError('write a list of networks, such as ["10.0.0.0/8"]')
    return tuple(map(_network, parts))


def _network(part: object) -> IPv4Network | IPv6Network:
    try:
        return ip_network(str(part).strip())
    except ValueError:
        raise ValueError(f"{part} is no network; write it as in 10.0.0.0/8, or fd00::/8") from None


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_networks)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Discord(_Section):
    """How to reach Discord. The token is never read from the TOML file, which people share."""

    token: SecretStr | None = None
    token_file: Path | None = None
    api: Annotated[str, _address("https", "http")] = "https://discord.com/api/v10"
    gateway: Annotated[str, _address("wss", "ws")] = "wss://gateway.discord.gg"


class Store(_Section):
    """Where everything is kept: sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME."""

    address: SecretStr = SecretStr("sqlite:///late-edition.db")


class Polling(_Section):
    """How feeds are asked. `contact` stands in the User-Agent, so that a site's owner can reach you.

    A lively feed is asked `every` so often, a quiet one every `slowest`, or `every` if that is longer; a site is left
    alone for `pause` between one request and the next.
    """

    every: Annotated[Duration, Field(ge=timedelta(milliseconds=100))] = timedelta(minutes=10)
    slowest: Annotated[Duration, Field(ge=timedelta(milliseconds=100), le=timedelta(hours=24))] = timedelta(hours=1)
    pause: Annotated[Duration, Field(ge=timedelta(), le=timedelta(minutes=1))] = timedelta(seconds=1)
    tick: Annotated[Duration, Field(ge=timedelta(milliseconds=100))] = timedelta(seconds=5)
    at_once: Annotated[int, Field(ge=1, le=1000)] = 50
    timeout: Annotated[Duration, Field(ge=timedelta(seconds=1), le=timedelta(minutes=5))] = timedelta(seconds=30)
    largest: Annotated[int, Field(ge=10_000, le=100_000_000)] = 8_000_000
    contact: str = ""
    allow: Networks = ()


class Reading(_Section):
    """Where feeds and pages are read: in processes of their own, each within a time (seconds) and a memory (bytes)."""

    processes: Annotated[int, Field(ge=1, le=64)] = 2
    timeout: Annotated[Duration, Field(ge=timedelta(seconds=1), le=timedelta(minutes=5))] = timedelta(seconds=20)
    memory: Annotated[int, Field(ge=200_000_000)] = 1_000_000_000


class Posting(_Section):
    """How deliveries are posted. A delivery whose poster died is taken up again when its lease has run out."""

    tick: Annotated[Duration, Field(ge=timedelta(milliseconds=100))] = timedelta(seconds=2)
    at_once: Annotated[int, Field(ge=1, le=50)] = 10
    timeout: Annotated[Duration, Field(ge=timedelta(seconds=1), le=timedelta(minutes=2))] = timedelta(seconds=30)
    lease: Annotated[Duration, Field(ge=timedelta(seconds=2))] = timedelta(seconds=90)

    @model_validator(mode="after")
    def _lease_outlasts_an_attempt(self) -> Self:
        """An attempt may search the channel and then post, each within the timeout."""
        if self.lease < 2 * self.timeout:
            raise ValueError("posting.lease must be at least twice posting.timeout")
        return self


class Log(_Section):
    """What is logged, and how: lines for people or JSON for machines; "auto" looks whether people read along."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    form: Literal["auto", "lines", "json"] = "auto"


class Health(_Section):
    """Where /healthz and /metrics are answered; nowhere where it is empty."""

    listen: Annotated[str, AfterValidator(_listen)] = ""


class Websub(_Section):
    """Where hubs tell of changes: the address outside, and where the bot listens behind it; nowhere by default."""

    callback: Annotated[str, AfterValidator(_callback)] = ""
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8082"

    @model_validator(mode="after")
    def _somebody_listens(self) -> Self:
        """Hubs that are given an address must find the bot behind it."""
        if self.callback and not self.listen:
            raise ValueError("websub.listen must be a host:port where websub.callback is set")
        return self


class Config(_Section):
    """Everything that whoever runs the bot may set; see config.example.toml."""

    discord: Discord = Discord()
    store: Store = Store()
    polling: Polling = Polling()
    reading: Reading = Reading()
    posting: Posting = Posting()
    log: Log = Log()
    health: Health = Health()
    websub: Websub = Websub()


class _Read(Config, BaseSettings):
    """The same, read from the environment and from what is given."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over what is given, which is the file."""
        return (EnvSettingsSource(settings_cls), init_settings)


def load(file: Path | None = None) -> Config:
    """Read the configuration: `file`, else $LATE_EDITION_CONFIG, else config.toml where there is one.

    Raises `BadConfig` with every problem found.
    """
    named = file or (Path(os.environ["LATE_EDITION_CONFIG"]) if os.environ.get("LATE_EDITION_CONFIG") else None)
    given, problems = _read(named)
    problems += _unknown_variables(os.environ)
    try:
        config: Config = _Read(**given)
    except (ValidationError, SettingsError):
        found, usable = _judged(_merged(given, os.environ))
        raise BadConfig((*problems, *found), usable) from None
    if problems:
        raise BadConfig(tuple(problems), config)
    return config


def for_sandbox(*, api: str, gateway: str, token: str, store: Path, every: timedelta) -> Config:
    """The settings of the sandbox: a stand-in for Discord, feeds on this machine too, asked so often."""
    return Config(
        discord=Discord(token=SecretStr(token), api=api, gateway=gateway),
        store=Store(address=SecretStr(f"sqlite:///{store.absolute()}")),
        polling=Polling(
            every=every,
            slowest=every,
            pause=timedelta(),
            tick=every / 2,
            allow=(IPv4Network("127.0.0.0/8"),),
            contact="sandbox",
        ),
        reading=Reading(processes=1),
        posting=Posting(tick=every / 2, timeout=timedelta(seconds=5), lease=timedelta(seconds=10)),
    )


def token(config: Config) -> str:
    """The bot's token, from the environment or from the file that `discord.token_file` names; raises `BadConfig`."""
    if config.discord.token is not None:
        found = config.discord.token.get_secret_value().strip()
    elif config.discord.token_file is not None:
        try:
            found = config.discord.token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadConfig((f"discord.token_file: {config.discord.token_file} cannot be read: {error}",)) from None
    else:
        raise BadConfig(
            (
                "There is no bot token. Copy it from your application's page (Bot, then Reset Token) into the "
                "environment variable LATE_EDITION_DISCORD__TOKEN, or into a file that discord.token_file names.",
            )
        )
    if problem := token_problem(found):
        raise BadConfig((problem,))
    return found


def token_problem(found: str) -> str | None:
    """What is wrong with a token's form, None where it has the form of one; the token itself is never repeated."""
    if re.fullmatch(r"[\w-]{20,40}\.[\w-]{5,8}\.[\w-]{25,50}", found, re.ASCII):
        return None
    if found.lower().startswith("bot "):
        return "The bot token begins with “Bot ”: leave that word out."
    return (
        "The bot token has not the form of one (three parts, with dots between them). Copy it again from your "
        "application's page: Bot, then Reset Token. The public key and the client secret are other things."
    )


def _merged(given: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """What the file gives, over which the environment wins, key by key."""
    merged = {section: dict(keys) if isinstance(keys, dict) else keys for section, keys in given.items()}
    for section, key in (known.split(".") for known in _keys()):
        value = environment.get(f"{PREFIX}{section}__{key}".upper())
        if value is not None:
            merged.setdefault(section, {})[key] = value
    return merged


def _judged(merged: Mapping[str, Any]) -> tuple[tuple[str, ...], Config]:
    """What is wrong, and what is left without it: each faulty key as it is by default."""
    try:
        return (), Config.model_validate(merged)
    except ValidationError as error:
        faulty = {found["loc"][:2] for found in error.errors()}
        sound = {
            section: {key: value for key, value in keys.items() if (section, key) not in faulty}
            for section, keys in merged.items()
            if (section,) not in faulty
        }
        # What is left may be faulty in another way: a lease that was sound beside a timeout that has gone.
        more, usable = _judged(sound)
        return tuple(dict.fromkeys((*_problems(error), *more))), usable


def _read(file: Path | None) -> tuple[dict[str, Any], list[str]]:
    if file is None and not DEFAULT_FILE.exists():
        return {}, []
    chosen = file or DEFAULT_FILE
    try:
        given = tomllib.loads(chosen.read_text(encoding="utf-8"))
    except OSError as error:
        return {}, [f"The config file {chosen} cannot be read: {error.strerror}."]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [f"The config file {chosen} is not valid TOML: {error}."]
    misplaced = [name for name, value in given.items() if name in Config.model_fields and not isinstance(value, dict)]
    problems = [f"{name} is a section: write [{name}], and its keys below." for name in misplaced]
    given = {name: value for name, value in given.items() if name not in misplaced}
    if given.get("discord", {}).pop("token", None) is not None:
        problems.append(
            f"discord.token stands in {chosen}, where others may read it. Take it out, reset it on your application's "
            "page if the file was ever shared, and give it as LATE_EDITION_DISCORD__TOKEN or by discord.token_file."
        )
    return given, problems


def _unknown_variables(environment: Mapping[str, str]) -> list[str]:
    known = {PREFIX + key.replace(".", "__").upper() for key in _keys()}
    return [
        f"The environment variable {name} is no setting{_suggestion(name, known)}"
        for name in sorted(environment)
        if name.startswith(PREFIX) and name not in known | NOT_SETTINGS
    ]


def _problems(error: ValidationError) -> Iterator[str]:
    """Say what is wrong, key by key; never the value, which may be a secret."""
    for found in error.errors(include_input=False, include_url=False):
        key = ".".join(str(part) for part in found["loc"][:2])
        if found["type"] == "extra_forbidden":
            yield f"{key} is no setting{_suggestion(key, _keys())}"
        else:
            yield f"{key}: {found['msg'].removeprefix('Value error, ')}."


def _keys() -> set[str]:
    return {
        f"{section}.{key}"
        for section, field in Config.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        for key in field.annotation.model_fields
    }


def _suggestion(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else "; see config.example.toml for all there are."
