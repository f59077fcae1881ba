// A message that was right-clicked, or whose ⋯ was pressed → a menu: the apps' commands for it, and copying.

import { element, one } from "./dom.js";

/** `commands()` lists the message commands; `use(article, name)` carries one out; `note` says what was done. */
export function openMenu({ commands, use, note }) {
  const menu = one("menu");
  const log = one("log");
  const named = { class: "more", "aria-label": "More actions", "aria-haspopup": "menu" };
  const more = element("button", { type: "button", ...named }, "⋯");
  const tools = element("div", { class: "tools", "aria-live": "off" }, more);
  let from = null;

  function item(words, act, attributes = {}) {
    const made = element("button", { type: "button", role: "menuitem", tabindex: "-1", ...attributes }, words);
    made.addEventListener("click", act);
    return made;
  }

  function open(article, x, y, link) {
    from = { article, focus: document.activeElement };
    const apps = element("div", { role: "menu", "aria-label": "Apps", id: "menu-apps", hidden: true });
    const names = commands().map(({ name }) => name);
    apps.append(...names.map((name) => item(name, () => done(() => use(article, name)))));
    const about = { id: "menu-opener", "aria-label": "Apps", "aria-haspopup": "menu", "aria-expanded": "false" };
    const opener = item("Apps ▸", () => unfold(apps.hidden), about);
    menu.replaceChildren(
      ...(names.length ? [opener, apps] : []),
      item("Copy text", () => done(() => copy(wordsOf(article), "text"))),
      item("Copy ID", () => done(() => copy(article.dataset.id, "ID"))),
      ...(link ? [item("Copy link", () => done(() => copy(link.href, "link")))] : []),
    );
    menu.hidden = false;
    menu.style.setProperty("--x", `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`);
    menu.style.setProperty("--y", `${Math.max(8, Math.min(y, innerHeight - 260))}px`);
    menu.firstElementChild.focus();
  }

  function unfold(yes) {
    const [opener, apps] = [one("menu-opener"), one("menu-apps")];
    apps.hidden = !yes;
    opener.setAttribute("aria-expanded", String(yes));
    (yes ? apps.firstElementChild : opener).focus();
  }

  function done(act = () => {}) {
    menu.hidden = true;
    const { article, focus } = from;
    if (focus.isConnected && focus !== document.body) focus.focus();
    else document.getElementById(article.id)?.focus();
    act();
  }

  async function copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
      note(`The message's ${what} is copied.`);
    } catch {
      note("The browser did not allow copying.");
    }
  }

  function move(event) {
    const items = [...menu.querySelectorAll("[role=menuitem]")].filter((each) => !each.closest("[role=menu][hidden]"));
    const at = items.indexOf(document.activeElement);
    const inApps = document.activeElement.closest("#menu-apps");
    if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items.at(at - 1).focus();
    else if (event.key === "Home") items[0].focus();
    else if (event.key === "End") items.at(-1).focus();
    else if (event.key === "ArrowRight" && document.activeElement.id === "menu-opener") unfold(true);
    else if (event.key === "ArrowLeft" && inApps) unfold(false);
    else if (event.key === "Escape" || event.key === "Tab") done();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function attach({ target }) {
    const article = target.closest("#messages > article");
    if (article && tools.parentNode !== article) article.append(tools);
  }

  menu.addEventListener("keydown", move);
  document.addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(target)) menu.hidden = true;
  });
  log.addEventListener("pointerover", attach);
  log.addEventListener("focusin", attach);
  log.addEventListener("contextmenu", (event) => {
    const article = event.target.closest("#messages > article");
    if (!article) return;
    event.preventDefault();
    const box = article.getBoundingClientRect();
    const byKey = event.clientX === 0 && event.clientY === 0;
    const [x, y] = byKey ? [box.left + 60, box.top + 20] : [event.clientX, event.clientY];
    open(article, x, y, event.target.closest("a[href]"));
  });
  more.addEventListener("click", () => {
    const box = more.getBoundingClientRect();
    open(more.closest("article"), box.left - 160, box.bottom + 4);
  });
}

function wordsOf(article) {
  return article.querySelector(".body").innerText.trim();
}
