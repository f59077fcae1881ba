// Times as the server writes them → words in the reader's language and zone, kept true by the sandbox's clock.

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const formats = new Map();

export function sandboxClock() {
  let ahead = 0;
  return {
    set: (iso) => (ahead = Date.parse(iso) - Date.now()),
    now: () => new Date(Date.now() + ahead),
  };
}

export function worded(moment, style, now) {
  if (style === "R") return fromNow((moment - now) / 1000);
  const known = STYLES[style] ? style : "f";
  if (!formats.has(known)) formats.set(known, new Intl.DateTimeFormat(undefined, STYLES[known]));
  return formats.get(known).format(moment);
}

export function fromNow(seconds) {
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS.at(-1);
  return relative.format(Math.trunc(seconds / length), unit);
}

export function day(moment) {
  return worded(moment, "D");
}

export function restamp(root, now) {
  for (const time of root.querySelectorAll("time.stamp, time.at")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    const words = worded(moment, time.dataset.style ?? "t", now);
    if (time.textContent !== words) time.textContent = words;
    if (!time.title) time.title = worded(moment, "F");
  }
  for (const marked of root.querySelectorAll("[data-colour]")) marked.style.setProperty("--bar", marked.dataset.colour);
}
