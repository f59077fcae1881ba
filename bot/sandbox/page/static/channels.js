// A person's servers and channels, and what they have not read → the rail and the channel list, all of it links.

import { element, one, refill, say } from "./dom.js";
import { everyChannel, hashOf, nested, serverOf, titled } from "./place.js";

const WORDS = { text: "text", announcement: "announcements", forum: "forum", thread: "thread", dm: "direct messages" };
const SHAPES = {
  text: "M8 3L6 17M14 3l-2 14M4 7h13M3 13h13",
  announcement: "M3 8v4h3l7 4V4L6 8zM16 8v4",
  forum: "M3 4h14v9H9l-4 4v-4H3z",
  thread: "M5 3v8h11M12 7l4 4-4 4",
  dm: "M3 5h14v10H3zM3 5l7 6 7-6",
  lock: "M5 9h10v8H5zM7 9V6a3 3 0 016 0v3",
};

/** What came to channels since each person last looked at them; what was there at first counts as read. */
export function openReading() {
  const people = new Map();
  const of = (as) => people.get(as) ?? people.set(as, new Map()).get(as);
  return {
    seen(as, channel, last) {
      of(as).set(channel, { last, count: 0 });
    },
    came(as, channel) {
      const { last, count = 0 } = of(as).get(channel) ?? {};
      of(as).set(channel, { last, count: count + 1 });
    },
    home(as, channels) {
      for (const { id, last } of channels) {
        const known = of(as).get(id);
        if (!known) of(as).set(id, { last, count: 0 });
        else if (!known.count && later(last, known.last)) of(as).set(id, { ...known, count: 1 });
      }
    },
    count: (as, channel) => of(as).get(channel)?.count ?? 0,
    total: (as) => [...of(as).values()].reduce((sum, { count }) => sum + count, 0),
  };
}

export function later(one, other) {
  if (!one) return false;
  return !other || one.length > other.length || (one.length === other.length && one > other);
}

/** `unread` counts what is new in a channel, `lastIn` tells which one was looked at last in a server. */
export function showPlaces(home, channel, { unread, lastIn }) {
  const server = serverOf(home, channel);
  const rows = home.servers.map((each) => railRow(each.name, each.initials, each.channels, each === server));
  refill(one("servers"), [railRow("Direct messages", "DM", home.dms, !server), ...rows]);
  say("server", server?.name ?? "Direct messages");
  say("role", server ? `${home.me.name} · ${server.role}` : home.me.name);
  const shown = nested(server?.channels ?? home.dms);
  refill(one("channels"), shown.map((each) => channelRow(each, each.id === channel)));

  function railRow(name, initials, channels, current) {
    const count = channels.reduce((sum, { id }) => sum + unread(id), 0);
    const to = channels.find(({ id }) => id === lastIn(name)) ?? firstOf(channels);
    const about = {
      href: hashOf(home.me.id, to?.id),
      "data-key": name,
      "aria-current": current && "true",
      "aria-label": count ? `${name}, ${counted(count)}` : name,
      title: name,
    };
    const dot = count ? element("span", { class: "dot" }) : null;
    return element("li", {}, element("a", about, initials, dot));
  }

  function channelRow(each, current) {
    const count = unread(each.id);
    const locked = !each.can.send && each.kind !== "forum";
    const label = [titled(each), WORDS[each.kind], locked && "read only", count && counted(count)];
    const about = {
      href: hashOf(home.me.id, each.id),
      "data-key": each.id,
      "aria-current": current && "page",
      "aria-label": label.filter(Boolean).join(", "),
      class: count ? `${each.kind} unread` : each.kind,
    };
    const parts = [
      icon(each.kind),
      element("span", { class: "named" }, each.name),
      locked ? icon("lock") : null,
      count ? element("span", { class: "count" }, count > 99 ? "99+" : String(count)) : null,
    ];
    return element("li", {}, element("a", about, ...parts));
  }
}

export function showTitle(home, channel, total) {
  say("channel", channel ? titled(channel) : "Late Edition sandbox");
  say("topic", channel?.topic ?? "");
  const name = channel ? `${titled(channel)} · Late Edition sandbox` : "Late Edition sandbox";
  document.title = total ? `(${total}) ${name}` : name;
}

export function whyNot(channel, me) {
  if (channel.can.send || channel.can.commands) return "";
  if (channel.kind === "forum") return "A forum holds posts. Choose one under its name on the left.";
  if (channel.archived) return "This thread is archived.";
  return `${me.name} may not send messages in ${titled(channel)}.`;
}

export function landing(home, wanted) {
  const channels = everyChannel(home);
  return channels.find(({ id }) => id === wanted) ?? firstOf(channels);
}

const firstOf = (channels) => channels.find(({ kind }) => kind === "text") ?? channels[0];

const counted = (count) => (count === 1 ? "1 new message" : `${count} new messages`);

function icon(kind) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", SHAPES[kind] ?? SHAPES.text);
  svg.append(path);
  return svg;
}

