// The options that a command can still be given → a button for each, on two lines at most until more are asked for.

import { element } from "./dom.js";

/** `add(name)` is called for what is pressed; `show(options)` draws those that are left. */
export function openAdders(box, add) {
  const others = element("button", { type: "button", class: "add", "aria-label": "Show all options" }, "more…");
  let isWhole = false;
  let width = 0;

  function show(options, whole = isWhole) {
    isWhole = whole;
    box.replaceChildren(...options.map(({ name }) => adder(name)), others);
    box.hidden = !options.length;
    fold();
  }

  function adder(name) {
    const about = { type: "button", class: "add", "data-add": name, "aria-label": `Add ${name}` };
    return element("button", about, `+ ${name}`);
  }

  function fold() {
    const buttons = [...box.querySelectorAll("[data-add]")];
    for (const button of buttons) button.hidden = false;
    others.hidden = isWhole || !isBeyond(buttons.at(-1));
    for (const button of others.hidden ? [] : buttons.toReversed()) {
      if (!isBeyond(others)) break;
      button.hidden = true;
    }
  }

  box.addEventListener("click", ({ target }) => target.dataset.add && add(target.dataset.add));
  others.addEventListener("click", () => {
    const next = box.querySelector("[data-add][hidden]");
    isWhole = true;
    fold();
    next?.focus();
  });
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === width) return;
    width = contentRect.width;
    requestAnimationFrame(fold);
  }).observe(box);
  return { show };
}

const isBeyond = (button) => button && button.offsetTop >= 2 * button.offsetHeight;
