"""Values of the world → the JSON objects in which Discord speaks of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zlib import crc32

from bot.sandbox.things import (
    Attachment,
    Channel,
    ChannelKind,
    Command,
    Guild,
    Json,
    Member,
    Message,
    Origin,
    Role,
    User,
    born,
)


def moment(at: datetime | None) -> str | None:
    """Write a time as Discord does, in ISO 8601 with an offset; None stays None."""
    return None if at is None else at.isoformat()


def user(who: User) -> Json:
    """Write a user."""
    return {
        "id": str(who.id),
        "username": who.name,
        "global_name": None if who.bot else who.name.title(),
        "discriminator": "0",
        "avatar": None,
        "bot": who.bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def role(what: Role, position: int) -> Json:
    """Write a role."""
    written: Json = {
        "id": str(what.id),
        "name": what.name,
        "permissions": str(int(what.permissions)),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": what.bot_id is not None,
        "mentionable": what.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if what.bot_id is not None:
        written["tags"] = {"bot_id": str(what.bot_id)}
    return written


def member(what: Member, who: User | None = None) -> Json:
    """Write a member, with their user where Discord gives it too (everywhere but on messages)."""
    written: Json = {
        "roles": [str(held) for held in what.roles],
        "joined_at": moment(what.joined),
        "nick": None,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    if who is not None:
        written["user"] = user(who)
    return written


def channel(what: Channel, recipient: User | None = None) -> Json:
    """Write a channel, a thread or (with its recipient) a DM."""
    last = None if what.last_message_id is None else str(what.last_message_id)
    written: Json = {"id": str(what.id), "type": int(what.kind), "last_message_id": last, "flags": 0}
    if recipient is not None:
        return written | {"recipients": [user(recipient)]}
    written |= {
        "guild_id": str(what.guild_id),
        "name": what.name,
        "parent_id": None if what.parent_id is None else str(what.parent_id),
        "rate_limit_per_user": 0,
    }
    if what.kind.is_thread:
        return written | {
            "owner_id": str(what.owner_id),
            "message_count": what.said - what.deleted,
            "member_count": 1,
            "total_message_sent": what.said,
            "thread_metadata": {
                "archived": what.archived,
                "locked": what.locked,
                "auto_archive_duration": what.archives_after,
                "archive_timestamp": moment(what.last_moved),
                "create_timestamp": moment(born(what.id)),
            },
        }
    if what.kind is ChannelKind.FORUM:
        written |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
        written |= {"default_forum_layout": 0}
    return written | {
        "position": 0,
        "nsfw": False,
        "topic": what.topic or None,
        "permission_overwrites": [
            {"id": str(o.target), "type": int(o.of_member), "allow": str(int(o.allow)), "deny": str(int(o.deny))}
            for o in what.overwrites
        ],
    }


def guild(what: Guild, roles: Iterable[Json]) -> Json:
    """Write a guild, without the channels and members that only GUILD_CREATE adds."""
    return {
        "id": str(what.id),
        "name": what.name,
        "owner_id": str(what.owner_id),
        "roles": list(roles),
        "emojis": [],
        "stickers": [],
        "features": [],
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "home_header": None,
        "banner": None,
        "description": None,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "incidents_data": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "afk_timeout": 300,
        "afk_channel_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "widget_enabled": False,
        "widget_channel_id": None,
        "region": "deprecated",
        "application_id": None,
        "vanity_url_code": None,
        "max_members": 500_000,
        "max_presences": None,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "premium_progress_bar_enabled": False,
    }


def attachment(what: Attachment) -> Json:
    """Write an attachment."""
    described = {} if what.description is None else {"description": what.description}
    return described | {
        "id": str(what.id),
        "filename": what.name,
        "size": what.size,
        "url": what.url,
        "proxy_url": what.url,
        "content_type": what.content_type,
    }


def _embed(sent: Json) -> Json:
    """Write an embed without what was sent as null, its fields with whether they stand beside each other."""
    written = {"type": "rich"} | {key: value for key, value in sent.items() if value is not None}
    if "fields" in written:
        written["fields"] = [field | {"inline": bool(field.get("inline"))} for field in written["fields"]]
    return written


_FILLED: dict[int, Json] = {
    3: {"min_values": 1, "max_values": 1},
    5: {"min_values": 1, "max_values": 1},
    6: {"min_values": 1, "max_values": 1},
    7: {"min_values": 1, "max_values": 1},
    8: {"min_values": 1, "max_values": 1},
    11: {"description": None, "spoiler": False},
    13: {"name": None, "size": None, "spoiler": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}
"""What Discord fills in where a component of a kind leaves it out (Documentation: Component Reference)."""


def component(sent: Json) -> Json:
    """Write a component, and what is in it, with what Discord fills in."""
    written = _FILLED.get(sent["type"], {}) | {key: value for key, value in sent.items() if value is not None}
    if "components" in sent:
        written["components"] = [component(part) for part in sent["components"]]
    if sent.get("accessory") is not None:
        written["accessory"] = component(sent["accessory"])
    if "items" in sent:
        written["items"] = [
            {"description": None, "spoiler": False} | item | {"media": _media(item["media"])} for item in sent["items"]
        ]
    return written | {key: _media(sent[key]) for key in ("media", "file") if key in sent}


def _media(sent: Json) -> Json:
    """Write where a picture or a file is; its id is made up, and nothing is known of what is in it."""
    unknown = {"width": None, "height": None, "content_type": None}
    return unknown | {"id": str(crc32(sent["url"].encode())), "proxy_url": sent["url"]} | sent


def message(
    what: Message,
    author: User,
    *,
    mentioned: Iterable[User],
    referenced: Json | None,
    guild_id: int | None,
    origin_user: User | None,
    thread: Channel | None = None,
) -> Json:
    """Write a message as its channel's history shows it: without its nonce, which Discord does not keep."""
    written: Json = {
        "id": str(what.id),
        "channel_id": str(what.channel_id),
        "author": user(author),
        "content": what.content,
        "timestamp": moment(what.at),
        "edited_timestamp": moment(what.edited),
        "tts": False,
        "mention_everyone": what.mentions.everyone,
        "mentions": [user(who) for who in mentioned],
        "mention_roles": [str(named) for named in what.mentions.roles],
        "attachments": [attachment(file) for file in what.attachments],
        "embeds": [_embed(sent) for sent in what.embeds],
        "components": [component(laid) for laid in what.components],
        "pinned": False,
        "flags": what.flags,
        "type": int(what.kind),
    }
    if what.reply_to is not None:
        written["message_reference"] = {
            "type": 0,
            "message_id": str(what.reply_to),
            "channel_id": str(what.channel_id),
        } | ({} if guild_id is None else {"guild_id": str(guild_id)})
        written["referenced_message"] = referenced
    if thread is not None:
        written["thread"] = channel(thread)
    if what.origin is not None and origin_user is not None:
        written |= _answering(what.origin, origin_user, author)
    return written


def _answering(origin: Origin, who: User, author: User) -> Json:
    written: Json = {"application_id": str(author.id), "webhook_id": str(author.id)}
    if origin.name:
        written["interaction"] = {"id": str(origin.id), "type": origin.kind, "name": origin.name, "user": user(who)}
    return written | {"interaction_metadata": _metadata(origin, who)}


def _metadata(origin: Origin, who: User) -> Json:
    told: Json = {"id": str(origin.id), "type": origin.kind, "user": user(who), "authorizing_integration_owners": {}}
    if origin.message_id is not None:
        told["target_message_id" if origin.name else "interacted_message_id"] = str(origin.message_id)
    if origin.opener is not None:
        told["triggering_interaction_metadata"] = _metadata(origin.opener, who)
    return told


def command(what: Command, application_id: int) -> Json:
    """Write an application command with what Discord fills in where the sync left it out."""
    ids: Json = {"id": str(what.id), "application_id": str(application_id), "version": str(what.id)}
    if what.guild_id is not None:
        ids["guild_id"] = str(what.guild_id)
    filled: Json = {
        "type": 1,
        "description": "",
        "nsfw": False,
        "name_localizations": None,
        "description_localizations": None,
        "default_member_permissions": None,
        "dm_permission": True,
        "contexts": None,
        "integration_types": [0],
    }
    written = filled | {key: value for key, value in what.body.items() if value is not None} | ids
    permissions = written["default_member_permissions"]
    return written | {"default_member_permissions": None if permissions is None else str(permissions)}


def application(bot: User, owner: User) -> Json:
    """Write the application that the bot is."""
    return {
        "id": str(bot.id),
        "name": bot.name,
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": user(owner),
        "team": None,
        "type": None,
        "flags": 0,
        "flags_new": "0",
        "explicit_content_filter": 0,
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "eligible_oauth2_scopes": [],
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "tags": [],
        "redirect_uris": [],
        "integration_types_config": {"0": {}},
        "bot": user(bot),
    }
