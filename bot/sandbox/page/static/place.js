// The address's hash → who looks at which channel, and back; whatever leads elsewhere is a link to such a hash.

export function here() {
  const given = new URLSearchParams(location.hash.slice(1));
  return { as: given.get("as") || null, channel: given.get("channel") };
}

export function hashOf(as, channel) {
  return `#${new URLSearchParams(Object.entries({ as, channel }).filter(([, id]) => id))}`;
}

export function everyChannel(home) {
  return [...home.servers.flatMap((server) => server.channels), ...home.dms];
}

export function serverOf(home, channel) {
  return home.servers.find((server) => server.channels.some(({ id }) => id === channel));
}

export function nested(channels) {
  const ids = new Set(channels.map(({ id }) => id));
  const tops = channels.filter(({ parent }) => !ids.has(parent));
  return tops.flatMap((top) => [top, ...channels.filter(({ parent }) => parent === top.id)]);
}

export function sign({ kind }) {
  return kind === "dm" || kind === "thread" ? "" : "#";
}

export const titled = (channel) => sign(channel) + channel.name;
