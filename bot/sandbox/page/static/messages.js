// One channel's messages as the server draws them → the log: live, bounded, paged, with its place kept.

import { ask } from "./api.js";
import { drawn, element, one, say } from "./dom.js";
import { day, restamp } from "./stamps.js";

const EMPTY = { forum: "The posts of this forum are listed under its name." };
const MOST = 200;
const NEAR = 60;
const TOGETHER = 7 * 60_000;

/**
 * `adopt` is called with each article that comes into the log; `now` tells the sandbox's time.
 * `atNow` is whether the newest messages are in the log: after paging back they are not, and only counted.
 */
export function openLog({ adopt, now, fail }) {
  const log = one("log");
  const list = one("messages");
  const dismissed = new Set();
  const told = new WeakMap();
  let place = { as: null, channel: null };
  let waiting = null;
  let atNow = true;
  let stuck = true;
  let unseen = 0;
  let isPaging = false;

  const articles = () => list.querySelectorAll(":scope > article");
  const oldest = () => list.querySelector(":scope > article");
  const byId = (id) => document.getElementById(`m-${id}`);

  async function page(before) {
    const answer = await ask("messages", { ...place, before });
    if (!answer.failed) return answer;
    fail(answer.failed);
    return { failed: answer.failed, messages: [], more: false };
  }

  async function show(as, channel) {
    const same = place.as === as && place.channel === channel.id;
    place = { as, channel: channel.id };
    if (same && !atNow) return;
    if (!same) {
      log.setAttribute("aria-busy", "true");
      list.replaceChildren();
      one("earlier").hidden = one("empty").hidden = true;
      [stuck, unseen] = [true, 0];
    }
    if (!(await newest())) return;
    say("empty", EMPTY[channel.kind] ?? "Nothing has been said here yet.");
    requestAnimationFrame(() => log.removeAttribute("aria-busy"));
  }

  /** Fetch the newest messages; what is heard meanwhile waits. False where another channel was asked for since. */
  async function newest() {
    const mine = (waiting = []);
    const { messages, more } = await page();
    if (waiting !== mine) return false;
    waiting = null;
    atNow = true;
    fill(messages, more);
    mine.forEach(([kind, message]) => heard(kind, message));
    settle();
    return true;
  }

  function fill(messages, more) {
    const before = new Map([...articles()].map((article) => [article.dataset.id, article]));
    const focused = focusIn(document.activeElement?.closest("article"));
    const shown = messages.filter(({ id }) => !dismissed.has(id));
    list.replaceChildren(...shown.map((message) => article(message, before)));
    restoreFocus(focused);
    one("earlier").hidden = !more;
  }

  /** Draw a message, or keep what stands where nothing about it has changed. */
  function article(message, before) {
    const known = before?.get(message.id);
    if (known && told.get(known).html === message.html) return known;
    const made = drawn(message.html).firstElementChild;
    const at = new Date(message.at);
    told.set(made, { html: message.html, at, date: day(at) });
    adopt(made);
    restamp(made, now());
    return made;
  }

  function heard(kind, message) {
    if (message.channel !== place.channel) return;
    if (waiting) return void waiting.push([kind, message]);
    if (kind === "gone") byId(message.id)?.remove();
    else if (byId(message.id)) replace(byId(message.id), message);
    else if (kind === "new" && !dismissed.has(message.id)) append(message);
    settle();
  }

  function replace(old, message) {
    const focused = focusIn(old);
    old.replaceWith(article(message));
    restoreFocus(focused);
  }

  function append(message) {
    if (!stuck && articles().length >= MOST) atNow = false;
    if (!stuck) unseen += 1;
    if (!atNow) return;
    const made = article(message);
    made.classList.add("arrives");
    made.addEventListener("animationend", () => made.classList.remove("arrives"), { once: true });
    list.append(made);
    const surplus = [...articles()].slice(0, -MOST);
    surplus.forEach((old) => old.remove());
    if (surplus.length) one("earlier").hidden = false;
  }

  async function earlier() {
    const first = oldest();
    if (isPaging || !first) return;
    isPaging = true;
    const { failed, messages, more } = await page(first.dataset.id);
    isPaging = false;
    if (failed || !first.isConnected) return;
    const from = first.offsetTop - log.scrollTop;
    stuck = false;
    const missing = messages.filter(({ id }) => !dismissed.has(id) && !byId(id));
    first.before(...missing.map((message) => article(message)));
    const surplus = [...articles()].slice(MOST);
    surplus.forEach((old) => old.remove());
    if (surplus.length) atNow = false;
    one("earlier").hidden = !more;
    settle();
    log.scrollTop = first.offsetTop - from;
    if (!more) oldest().focus({ preventScroll: true });
  }

  async function toNow() {
    [stuck, unseen] = [true, 0];
    if (atNow) settle();
    else await newest();
  }

  async function goTo(id) {
    if (!byId(id)) {
      const asked = place;
      const { failed, messages, more } = await page(String(BigInt(id) + 1n));
      if (failed || asked !== place) return;
      if (messages.at(-1)?.id !== id) return void fail("That message is gone.");
      [atNow, stuck] = [false, false];
      fill(messages, more);
      settle();
    }
    const target = byId(id);
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    target.classList.add("flash");
    target.addEventListener("animationend", () => target.classList.remove("flash"), { once: true });
  }

  /** Group neighbours, tell the days apart, keep to the bottom, and say what is not seen. */
  function settle() {
    let before = null;
    for (const each of articles()) {
      const { date } = told.get(each);
      const newDay = !before || date !== told.get(before).date;
      each.classList.toggle("grouped", !newDay && together(before, each));
      const mark = each.previousElementSibling?.matches(".day") ? each.previousElementSibling : null;
      if (newDay && mark?.textContent !== date) {
        mark?.remove();
        each.before(element("p", { class: "day", "aria-live": "off" }, date));
      } else if (!newDay) mark?.remove();
      before = each;
    }
    while (list.lastElementChild?.matches(".day")) list.lastElementChild.remove();
    one("empty").hidden = articles().length > 0;
    if (stuck) log.scrollTop = log.scrollHeight;
    one("newer").hidden = atNow && !unseen;
    say("newer", unseen ? `${unseen === 1 ? "1 new message" : `${unseen} new messages`} ↓` : "Back to now ↓");
  }

  function together(before, each) {
    const alone = each.querySelector(":scope .reply, :scope .used");
    const soon = told.get(each).at - told.get(before).at < TOGETHER;
    return !alone && soon && before.dataset.author === each.dataset.author;
  }

  function move(event) {
    const steps = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };
    const at = event.target.closest("article");
    if (!(event.key in steps) || (event.target !== log && event.target !== at)) return;
    const all = [...articles()];
    const next = at ? all.indexOf(at) + steps[event.key] : event.key === "Home" ? 0 : all.length - 1;
    all[Math.max(0, Math.min(next, all.length - 1))]?.focus();
    event.preventDefault();
  }

  log.addEventListener("keydown", move);
  log.addEventListener("scroll", () => {
    stuck = atNow && log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    if (stuck && unseen) {
      unseen = 0;
      settle();
    }
  });
  const follow = new ResizeObserver(() => stuck && (log.scrollTop = log.scrollHeight));
  follow.observe(list);
  follow.observe(log);
  one("earlier").addEventListener("click", earlier);
  one("newer").addEventListener("click", async () => {
    await toNow();
    log.focus({ preventScroll: true });
  });

  return {
    show,
    /** Forget everything: what one person sees is not for the next. */
    empty() {
      place = { as: null, channel: null };
      [waiting, atNow, stuck, unseen] = [null, true, true, 0];
      list.replaceChildren();
      one("earlier").hidden = one("empty").hidden = one("newer").hidden = true;
    },
    heard,
    goTo,
    toNow,
    tick: () => restamp(list, now()),
    dismiss(id) {
      dismissed.add(id);
      byId(id)?.remove();
      settle();
      log.focus();
    },
  };
}

/** Where the focus is within an article, told so that it can be found in another drawing of it. */
function focusIn(article) {
  const focused = document.activeElement;
  if (!article?.contains(focused)) return null;
  const name = ["data-press", "data-choose", "data-goto", "data-dismiss"].find((each) => focused.hasAttribute(each));
  return { id: article.id, query: name && `[${name}="${CSS.escape(focused.getAttribute(name))}"]` };
}

function restoreFocus(focused) {
  const article = focused && document.getElementById(focused.id);
  if (!article || article.contains(document.activeElement)) return;
  ((focused.query && article.querySelector(focused.query)) || article).focus({ preventScroll: true });
}
