// What is pressed or chosen in a message → told to the server; busy until the outcome, a failure said beside it.

import { ask, tell } from "./api.js";
import { element, one } from "./dom.js";

/**
 * `as()` tells who presses; `outcome` is told of what came of it and where, `goTo` and `dismiss` which message is meant,
 * `jump(channel, message)` which one elsewhere; there the message may be left out.
 */
export function openPressing({ as, outcome, goTo, jump, dismiss }) {
  const named = new Map();

  async function press(pressed, custom_id, values) {
    const article = pressed.closest("article");
    const { id: message, channel } = article.dataset;
    const who = as();
    if (pressed.getAttribute("aria-busy")) return;
    pressed.setAttribute("aria-busy", "true");
    article.querySelector(".failure")?.remove();
    const answer = await tell("press", { as: who, channel, message, custom_id, values });
    pressed.removeAttribute("aria-busy");
    if (answer.failed && who === as()) sayBeside(message, custom_id, answer.failed);
    outcome(answer, { as: who, channel });
  }

  function sayBeside(message, custom_id, sentence) {
    const article = document.getElementById(`m-${message}`);
    if (!article) return;
    article.querySelector(".failure")?.remove();
    const known = CSS.escape(custom_id);
    const pressed = article.querySelector(`[data-press="${known}"], [data-choose="${known}"]`);
    const failure = element("p", { class: "failure", role: "alert" }, sentence);
    (pressed?.closest(".row, .section") ?? article.lastElementChild).after(failure);
  }

  const chosen = (select) => [...select.selectedOptions].map(({ value }) => value).filter(Boolean);
  const most = (select) => Number(select.dataset.most ?? 1);

  one("log").addEventListener("click", (event) => {
    const { target } = event;
    const link = target.closest("a.jump");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      jump(link.dataset.jumpChannel, link.dataset.jumpMessage);
    }
    const button = target.closest("button");
    if (!button) return;
    const { press: custom_id, goto: id, chooses } = button.dataset;
    if (custom_id) press(button, custom_id, []);
    else if (id) goTo(id);
    else if (chooses) {
      const select = button.previousElementSibling;
      press(button, chooses, chosen(select));
    } else if ("dismiss" in button.dataset) dismiss(button.closest("article").dataset.id);
    else if (button.matches(".spoiler")) reveal(button);
  });
  one("log").addEventListener("change", ({ target }) => {
    const { choose } = target.dataset;
    if (choose && target.value && most(target) <= 1) press(target, choose, chosen(target));
  });

  return {
    /** Give a new article's selects what only the page can: names, and a button where several may be chosen. */
    adopt(article) {
      for (const select of article.querySelectorAll("select[data-choose]")) {
        if (select.dataset.kind) fill(select, article.dataset.channel);
        if (most(select) <= 1 || select.disabled) continue;
        const about = { type: "button", class: "button secondary", "data-chooses": select.dataset.choose };
        select.after(element("button", about, "Choose"));
      }
    },
    forget: () => named.clear(),
  };

  async function fill(select, channel) {
    const key = `${as()} ${channel} ${select.dataset.kind}`;
    if (!named.has(key)) named.set(key, ask("named", { as: as(), channel, kind: select.dataset.kind, like: "" }));
    const { choices = [] } = await named.get(key);
    const known = new Set([...select.options].map(({ value }) => value));
    const others = choices.filter(({ value }) => !known.has(value));
    select.append(...others.map(({ name, value }) => element("option", { value }, name)));
  }
}

function reveal(spoiler) {
  const open = spoiler.getAttribute("aria-expanded") !== "true";
  spoiler.setAttribute("aria-expanded", String(open));
}
