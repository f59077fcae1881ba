// A text box, a list and where its choices come from → a combobox: typed in, gone through with arrows, picked from.

import { element } from "./dom.js";

/**
 * `choices(text)` gives (or promises) {choices: [{name, value, hint}]} or {failed}; `picked` is told what was picked.
 * With `eager` the first choice is ready for Enter at once, else only when something is typed. `pause` is in ms.
 * `opens(text)` tells whether there may be choices at all, `atFocus` whether they are shown as one comes to an empty box.
 */
export function combobox(input, list, about) {
  const { choices, picked, failed = () => {}, opens = () => true, eager = true, atFocus = true, pause = 0 } = about;
  let shown = [];
  let active = -1;
  let asked = 0;
  let timer;

  const said = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(said)) input.setAttribute(name, value);

  function close() {
    asked += 1;
    clearTimeout(timer);
    shown = [];
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function open() {
    clearTimeout(timer);
    const number = (asked += 1);
    const text = input.value;
    const answer = await choices(text);
    if (number !== asked || document.activeElement !== input) return;
    if (answer.failed) {
      close();
      return void failed(answer.failed);
    }
    shown = answer.choices;
    list.replaceChildren(...shown.map(row));
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(shown.length > 0));
    point(shown.length && (eager || text) ? 0 : -1);
  }

  function row({ name, hint }, at) {
    const option = element("li", { role: "option", id: `${list.id}-${at}`, "aria-selected": "false" });
    option.append(element("span", { class: "name" }, name), hint ? element("span", { class: "hint" }, hint) : "");
    return option;
  }

  function point(at) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = at;
    const option = list.children[at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function pick(at) {
    const choice = shown[at];
    close();
    picked(choice);
  }

  function pressed(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) point((Math.max(active, step < 0 ? 0 : -1) + step + shown.length) % shown.length);
    else if (step === 1 && opens(input.value)) open();
    else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && active >= 0) pick(active);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  input.addEventListener("keydown", pressed);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (pause) timer = setTimeout(open, pause);
    else open();
  });
  if (atFocus) input.addEventListener("focus", () => input.value || open());
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) pick([...list.children].indexOf(option));
  });
  return { open, close };
}
