// A modal as the server tells it → a dialog that is filled in, sent, and mended where the server says so.

import { ask, tell } from "./api.js";
import { drawn, element, one } from "./dom.js";

const NAMED = ["user", "role", "channel", "mentionable"];

/** `outcome` is told of what came of it, and where; what is returned shows a modal to whom it is for, {as, channel}. */
export function openModals({ outcome }) {
  const dialog = one("modal");

  return async function show(modal, { as, channel }) {
    const fields = await Promise.all(modal.fields.map((each, at) => drawField(each, at, as, channel)));
    const failure = element("p", { class: "failure", role: "alert" });
    const cancel = element("button", { type: "button" }, "Cancel");
    const form = element(
      "form",
      { novalidate: true },
      element("h2", { id: "modal-title" }, modal.title),
      ...fields.map(({ box }) => box),
      failure,
      element("div", { class: "acts" }, cancel, element("button", { type: "submit", class: "main" }, "Submit")),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const wrong = fields.find(({ fault }) => fault());
      failure.textContent = wrong ? wrong.fault() : "";
      if (wrong) return wrong.focus();
      if (form.getAttribute("aria-busy")) return;
      form.setAttribute("aria-busy", "true");
      const given = Object.fromEntries(fields.filter(({ value }) => value).map(({ id, value }) => [id, value()]));
      const answer = await tell("submit", { as, interaction: modal.interaction, fields: given });
      form.removeAttribute("aria-busy");
      if (!form.isConnected) return;
      failure.textContent = answer.failed ?? "";
      if (answer.failed) return;
      dialog.close();
      outcome(answer, { as, channel });
    });
    cancel.addEventListener("click", () => dialog.close());
    dialog.replaceChildren(form);
    if (!dialog.open) dialog.showModal();
  };
}

async function drawField(about, at, as, channel) {
  const id = `modal-${at}`;
  if (about.kind === "text") return { box: element("div", { class: "told" }, drawn(about.html)), fault: () => "" };
  const label = [about.label, about.required ? element("span", { class: "must", title: "required" }, " *") : null];
  const note = [about.description, lengths(about)].filter(Boolean).join(" · ");
  const hint = note ? element("p", { class: "dim", id: `${id}-hint` }, note) : null;
  const options = NAMED.includes(about.kind) ? await namedOptions(about.kind, as, channel) : (about.options ?? []);
  if (about.kind === "short" || about.kind === "paragraph") return written(about, id, label, hint);
  return (about.most ?? 1) > 1 ? several(about, id, label, hint, options) : single(about, id, label, hint, options);
}

function written(about, id, label, hint) {
  const input = element(about.kind === "paragraph" ? "textarea" : "input", {
    ...attributes(about, id, hint),
    type: about.kind === "short" ? "text" : null,
    rows: about.kind === "paragraph" ? "4" : null,
    maxlength: about.longest,
    placeholder: about.placeholder,
  });
  input.value = about.value ?? "";
  const value = () => input.value;
  const fault = () => {
    if (about.required && !value()) return `${about.label}: This field is required.`;
    const short = value() && value().length < (about.shortest ?? 0);
    return short ? `${about.label}: Must be ${about.shortest} or more in length.` : "";
  };
  return entry(about, [element("label", { for: id }, ...label), hint, input], value, fault, input);
}

function single(about, id, label, hint, options) {
  const select = element("select", attributes(about, id, hint));
  const none = { label: about.placeholder || "Choose", value: "" };
  for (const { label: words, value, default: picked } of [none, ...options]) {
    select.append(element("option", { value, selected: Boolean(picked) }, words));
  }
  const value = () => (select.value ? [select.value] : []);
  const fault = () => (about.required && !select.value ? `${about.label}: This field is required.` : "");
  return entry(about, [element("label", { for: id }, ...label), hint, select], value, fault, select);
}

function several(about, id, label, hint, options) {
  const boxes = options.map(({ value, default: picked }) =>
    element("input", { type: "checkbox", value, checked: Boolean(picked) }),
  );
  const rows = options.map(({ label: words, description }, at) => {
    const more = description ? element("span", { class: "dim" }, ` ${description}`) : null;
    return element("label", { class: "check" }, boxes[at], ` ${words}`, more);
  });
  const value = () => boxes.filter(({ checked }) => checked).map((box) => box.value);
  const fault = () => {
    const [count, least] = [value().length, about.least ?? Number(about.required)];
    if (!about.required && !count) return "";
    return count < least || count > about.most ? `${about.label}: Choose ${least} to ${about.most}.` : "";
  };
  const described = { id, "aria-describedby": hint && `${id}-hint` };
  const group = element("fieldset", described, element("legend", {}, ...label), hint, ...rows);
  return entry(about, [group], value, fault, boxes[0]);
}

const entry = (about, inside, value, fault, input) => ({
  id: about.custom_id,
  box: element("div", { class: "entry" }, ...inside),
  value,
  fault,
  focus: () => input?.focus(),
});

const attributes = (about, id, hint) => ({
  id,
  "aria-required": about.required && "true",
  "aria-describedby": hint && `${id}-hint`,
});

function lengths({ kind, shortest, longest }) {
  if (kind !== "short" && kind !== "paragraph") return "";
  if (shortest && longest) return `${shortest} to ${longest} characters`;
  return longest && longest < 4000 ? `at most ${longest} characters` : "";
}

async function namedOptions(kind, as, channel) {
  const { choices = [] } = await ask("named", { as, channel, kind, like: "" });
  return choices.map(({ name, value }) => ({ label: name, value }));
}
