// What the newsroom says of the blog, the clock and the trouble → its panel, whose every button is an act told to it.

import { tell } from "./api.js";
import { element, one, refill, say } from "./dom.js";

const STATES = { drawer: "not published", out: "published", withdrawn: "withdrawn" };
const dated = new Intl.DateTimeFormat(undefined, { timeZone: "UTC", dateStyle: "full" });
const weekday = new Intl.DateTimeFormat(undefined, { timeZone: "UTC", weekday: "short" });
const TROUBLE = {
  discord: { down: "Discord is down", slow: "Discord is slow", limited: "Discord limits the rate" },
  blog: { down: "the blog is down", hanging: "the blog hangs", broken: "the blog's XML is broken" },
};

/** `clock` is the sandbox's; `follow(address, by)` promises an outcome, `by` being the command that follows one. */
export function openNewsroom({ clock, follow }) {
  let state = {};
  let rewriting = null;
  let shown = "";
  let sceneAt = null;

  async function act(given, pressed) {
    if (pressed?.getAttribute("aria-busy")) return false;
    pressed?.setAttribute("aria-busy", "true");
    const answer = await tell("newsroom", given);
    pressed?.removeAttribute("aria-busy");
    say("said", answer.failed ?? answer.said ?? "");
    one("said").classList.toggle("failure", Boolean(answer.failed));
    return !answer.failed;
  }

  function show(told) {
    state = told;
    one("rooms").hidden = !state.clock;
    if (!state.clock) return say("said", "This sandbox has no newsroom.");
    clock.set(state.clock.now);
    sceneAt = state.scene?.left == null ? null : performance.now() + 1000 * state.scene.left;
    tick();
    say("ahead", state.clock.ahead >= 60 ? `ahead by ${span(state.clock.ahead)}` : "as this machine's");
    one("edition").hidden = !state.clock.edition;
    one("play").hidden = !state.scene?.playing && !state.scene?.next;
    say("play", state.scene?.playing ? "Pause the scene" : "Play the scene");
    one("following").hidden = !state.follow;
    const posts = JSON.stringify(state.posts);
    if (posts !== shown) refillPosts();
    shown = posts;
    for (const [name, health] of [["discord", state.discord.health], ["blog", state.blog.health]]) {
      const radio = one(`trouble-${name}`).querySelector(`[value="${CSS.escape(health)}"]`);
      if (radio) radio.checked = true;
    }
  }

  /** What was pressed may be no act of the post any more: the focus stays with the post. */
  function refillPosts() {
    const at = one("posts").contains(document.activeElement) ? document.activeElement.dataset.post : null;
    refill(one("posts"), state.posts.map(post));
    if (at && document.activeElement === document.body) one("posts").querySelector(`[data-post="${CSS.escape(at)}"]`)?.focus();
  }

  function post({ name, title, state: stands, address, acts }) {
    const buttons = acts.flatMap(({ do: doing, label, hint }) => {
      const about = hint ? element("span", { class: "hint", id: `hint-${doing}-${name}` }, hint) : null;
      const described = hint && `hint-${doing}-${name}`;
      const key = { "data-key": `${doing}:${name}`, "data-do": doing, "data-post": name };
      return [element("button", { type: "button", ...key, title: hint, "aria-describedby": described }, label), about];
    });
    const link = { href: address, target: "_blank", rel: "noopener noreferrer" };
    const heading = address ? element("a", link, title) : title;
    return element(
      "li",
      { class: stands },
      element("h3", { id: `post-${name}` }, heading),
      element("p", { class: "dim" }, STATES[stands] ?? stands),
      element("div", { class: "acts", role: "group", "aria-labelledby": `post-${name}` }, ...buttons),
    );
  }

  function rewrite(name) {
    const found = name && state.posts.find((each) => each.name === name);
    rewriting = found ? name : null;
    say("paste-title", found ? `Rewrite “${found.title}”` : "Paste a post");
    say("paste-send", found ? "Save it" : "Publish it");
    one("paste-cancel").hidden = !found;
    one("paste").elements.title.value = found?.title ?? "";
    one("paste").elements.text.value = found?.text ?? "";
    if (found) one("paste").elements.title.focus();
  }

  function tick() {
    const now = clock.now();
    one("clock").dateTime = now.toISOString();
    one("clock").replaceChildren(
      element("strong", {}, `${hour(now)}${now.toISOString().slice(16, 19)}`),
      element("span", {}, `UTC, ${dated.format(now)}`),
    );
    say("scene", sceneWords(state.scene, sceneAt && (sceneAt - performance.now()) / 1000));
    if (state.clock.edition) say("edition", `Jump to the next edition (${next(new Date(state.clock.edition), now)})`);
  }

  one("newsroom").addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-do]");
    if (!button) return;
    const { do: doing, post: name, by, to } = button.dataset;
    if (doing === "rewrite") return rewrite(name);
    act({ do: doing, post: name, by, to }, button);
  });
  one("play").addEventListener("click", () => {
    act({ do: "scene", to: state.scene?.playing ? "pause" : "play" }, one("play"));
  });
  one("jump").addEventListener("submit", (event) => {
    event.preventDefault();
    act({ do: "clock", to: event.target.elements.to.value });
  });
  one("paste").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { title, text } = event.target.elements;
    const about = rewriting ? { do: "rewrite", post: rewriting } : { do: "paste" };
    if (await act({ ...about, title: title.value, text: text.value }, one("paste-send"))) rewrite(null);
  });
  one("paste-cancel").addEventListener("click", () => rewrite(null));
  one("follow").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (one("follow-send").getAttribute("aria-busy")) return;
    one("follow-send").setAttribute("aria-busy", "true");
    say("follow-failure", "");
    const { failed } = await follow(event.target.elements.address.value.trim(), state.follow);
    one("follow-send").removeAttribute("aria-busy");
    say("follow-failure", failed ?? "");
    if (!failed) event.target.reset();
  });
  for (const name of ["discord", "blog"]) {
    one(`trouble-${name}`).addEventListener("change", async ({ target }) => {
      if (!(await act({ do: name, to: target.value }))) show(state);
    });
  }

  return { show, tick: () => state.clock && tick() };
}

export function troubleWords({ discord, blog }) {
  const words = [TROUBLE.discord[discord?.health], TROUBLE.blog[blog?.health]].filter(Boolean);
  return words.length ? `Trouble is on: ${words.join(", ")}` : "";
}

export function span(seconds) {
  const minutes = Math.round(seconds / 60);
  const parts = [
    [Math.floor(minutes / 1440), "d"],
    [Math.floor(minutes / 60) % 24, "h"],
    [minutes % 60, "min"],
  ];
  const counted = parts.filter(([count]) => count).map(([count, unit]) => `${count} ${unit}`);
  return counted.join(" ");
}

/** `left` is in seconds, null where nobody knows. */
function sceneWords(scene, left) {
  if (!scene?.next) return scene?.playing ? "The scene is playing." : "";
  if (!scene.playing) return `The scene is paused. It then ${scene.next}.`;
  return left == null ? `The scene ${scene.next}.` : `The scene ${scene.next} in ${Math.max(0, Math.ceil(left))} s.`;
}

/** An hour of today, or with its day where that is another. */
function next(moment, now) {
  const isToday = moment.toISOString().slice(0, 10) === now.toISOString().slice(0, 10);
  return isToday ? hour(moment) : `${weekday.format(moment)} ${hour(moment)}`;
}

const hour = (moment) => moment.toISOString().slice(11, 16);
