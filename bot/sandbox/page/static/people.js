// The people of the sandbox and the themes → two boxes in the header, and what is chosen in them.

import { LOCKED } from "./api.js";
import { element, one, say } from "./dom.js";

export function showPeople(people, me) {
  const worded = ({ name, about }) => (about ? `${name} — ${about}` : name);
  one("people").replaceChildren(...people.map((each) => element("option", { value: each.id }, worded(each))));
  one("people").value = me.id;
}

export function openTheme() {
  const box = one("theme");
  const wear = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };
  box.value = localStorage.getItem("theme") ?? "";
  wear(box.value);
  box.addEventListener("change", () => {
    localStorage.setItem("theme", box.value);
    wear(box.value);
  });
}

export function showState({ connected, lost, locked, paused, trouble }) {
  const known = [lost && "Reconnecting…", !connected && !lost && "Late Edition is offline", trouble];
  const parts = (locked ? [LOCKED] : paused ? ["Updates are paused while this tab is hidden"] : known).filter(Boolean);
  say("state", parts.join(" · "));
  one("state").classList.toggle("warn", parts.length > 0);
}
