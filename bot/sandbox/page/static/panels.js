// The side panel's tabs and the drawers of a narrow window → which of them stand open, and where the focus goes.

import { one } from "./dom.js";

const PLACES_FIT = matchMedia("(min-width: 701px)");
const SIDE_FITS = matchMedia("(min-width: 1000px)");

export function openTabs() {
  const tabs = ["newsroom", "wire"].map((name) => one(`tab-${name}`));
  const choose = (chosen) => {
    for (const tab of tabs) {
      const is = tab === chosen;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      one(tab.getAttribute("aria-controls")).hidden = !is;
    }
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const to = { ArrowLeft: tabs[0], Home: tabs[0], ArrowRight: tabs[1], End: tabs[1] }[key];
      if (!to) return;
      choose(to);
      to.focus();
    });
  }
}

/** What lies under the shade cannot be reached while it does, and is there again before the focus goes back to it. */
function shade() {
  const drawers = ["places", "side"].map(one);
  const over = drawers.filter((each) => !each.hidden && each.hasAttribute("data-over"));
  one("shade").hidden = !over.length;
  for (const room of [one("skip"), one("top"), one("main"), ...drawers]) {
    room.inert = over.length > 0 && !over.includes(room);
  }
}

/** Open the drawers; what is returned closes those that lie over the messages. */
export function openDrawers() {
  const places = drawer("places", one("open-places"), PLACES_FIT);
  const side = drawer("side", one("open-side"), SIDE_FITS);
  one("close-side").addEventListener("click", () => side.set(false));
  one("shade").addEventListener("click", () => [places, side].forEach((each) => each.set(false)));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && close());

  function close() {
    for (const each of [places, side]) if (!each.fits()) each.set(false);
  }
  return close;
}

function drawer(id, button, fits) {
  const set = (open, focus = true) => {
    const had = one(id).contains(document.activeElement);
    one(id).hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    shade();
    if (focus && open && !fits.matches) one(id).querySelector("a, button")?.focus();
    if (focus && !open && had) button.focus();
  };
  const fit = () => {
    one(id).toggleAttribute("data-over", !fits.matches);
    set(fits.matches, false);
  };
  button.addEventListener("click", () => set(one(id).hidden));
  fits.addEventListener("change", fit);
  fit();
  return { set, fits: () => fits.matches };
}
