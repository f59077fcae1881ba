// What the bot sent and was answered, as it happens → the wire's list, newest first, with every objection.

import { element, one, say } from "./dom.js";

const MOST = 200;

export function openWire() {
  const list = one("exchanges");

  function show({ exchanges, ...totals }) {
    list.replaceChildren(...exchanges.toReversed().map(row));
    count(totals);
    filter();
  }

  function heard({ exchange, ...totals }) {
    const made = row(exchange);
    made.hidden = !fits(made);
    list.prepend(made);
    while (list.children.length > MOST) list.lastElementChild.remove();
    count(totals);
  }

  function count({ objections, unmodelled, unlike }) {
    one("quiet").hidden = list.children.length > 0;
    const parts = [
      element("span", { class: objections ? "bad" : "good" }, counted(objections, "objection")),
      unmodelled ? element("span", { class: "odd" }, `${unmodelled} not modelled`) : null,
      unlike ? element("span", { class: "bad" }, `${counted(unlike, "answer")} unlike Discord's`) : null,
    ];
    one("totals").replaceChildren(...parts.filter(Boolean));
    say("tab-wire", objections ? `Wire (${counted(objections, "objection")})` : "Wire");
    one("tab-wire").classList.toggle("bad", objections > 0);
  }

  function fits(made) {
    const summary = made.querySelector("summary").textContent.toLowerCase();
    return summary.includes(one("filter").value.trim().toLowerCase());
  }

  function filter() {
    for (const made of list.children) made.hidden = !fits(made);
  }

  one("filter").addEventListener("input", filter);
  return { show, heard };
}

function row(exchange) {
  const { number, method, path, status, ms, objections } = exchange;
  const summary = element(
    "summary",
    {},
    element("span", { class: "method" }, method),
    element("span", { class: "path" }, path),
    element("span", { class: status >= 200 && status < 400 ? "" : "bad" }, status ? String(status) : "dropped"),
    element("span", { class: "dim" }, `${Math.round(ms)} ms`),
    objections.length ? element("span", { class: "bad" }, counted(objections.length, "objection")) : null,
  );
  const details = element("details", {}, summary);
  details.addEventListener("toggle", () => details.open && summary.after(...inside(exchange)), { once: true });
  return element("li", { value: number }, details);
}

function inside({ sent, answered, objections, at }) {
  const when = element("p", { class: "dim" }, new Date(at).toLocaleString());
  return [when, ...objections.map(objection), ...body("Sent", sent), ...body("Answered", answered)];
}

function objection({ kind, code, field, sign, what }) {
  const rule = kind === "house" ? "Rule of the house" : `Discord's rule ${[code, sign].filter(Boolean).join(" ")}`;
  const where = field ? element("code", {}, field) : null;
  return element("p", { class: "objection" }, element("strong", {}, rule), where, what);
}

function body(title, json) {
  if (!json) return [element("p", { class: "dim" }, `${title}: nothing`)];
  return [element("h3", {}, title), element("pre", { tabindex: "0", "aria-label": title }, pretty(json))];
}

function pretty(json) {
  try {
    return JSON.stringify(typeof json === "string" ? JSON.parse(json) : json, null, 2);
  } catch {
    return json;
  }
}

const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
