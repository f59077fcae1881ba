// A command's options → labelled boxes, each with the choices that its kind has; what was typed or picked in them.

import { encoded } from "./api.js";
import { combobox } from "./combobox.js";
import { element } from "./dom.js";

const TRUTHS = [
  { name: "True", value: "true" },
  { name: "False", value: "false" },
];
const NAMED = ["user", "channel", "role", "mentionable"];
const PAUSE = 150;

/** `named(kind, like)` and `complete(focused)` promise {choices} or {failed}; `failed` is told why there are none. */
export function field(option, { named, complete, failed }) {
  const input = element("input", {
    type: option.kind === "attachment" ? "file" : "text",
    id: `option-${option.name}`,
    name: option.name,
    maxlength: option.longest,
    inputmode: option.kind === "integer" ? "numeric" : option.kind === "number" ? "decimal" : null,
    "aria-required": option.required && "true",
    "aria-describedby": "hint",
    enterkeyhint: "send",
  });
  const about = { class: "offers", role: "listbox", id: `offers-${option.name}`, "aria-label": "Choices" };
  const list = element("ul", { ...about, hidden: true });
  const box = element("div", { class: "option" }, element("label", { for: input.id }, option.name), input, list);
  let choice = null;

  const source = choicesFor(option, named, complete);
  if (source) {
    combobox(input, list, {
      ...source,
      failed,
      picked(picked) {
        choice = picked;
        input.value = picked.name;
        fit();
      },
    });
  }
  const fit = () => input.type === "text" && (input.size = Math.min(40, Math.max(12, input.value.length + 1)));
  input.addEventListener("input", () => {
    choice = null;
    input.removeAttribute("aria-invalid");
    fit();
  });

  return {
    option,
    input,
    box,
    isEmpty: () => !input.value.trim(),
    text: () => choice?.value ?? (input.files?.[0]?.name ?? input.value.trim()),
    async file() {
      const file = input.files?.[0];
      if (!file) return null;
      const data = await encoded(file);
      return data == null ? { failed: `${option.name}: The file could not be read. Choose it again.` } : [file.name, data];
    },
    kept: () => ({ text: input.files ? "" : input.value, choice }),
    recall(kept) {
      choice = kept.choice;
      if (!input.files) input.value = kept.text;
      fit();
    },
  };
}

function choicesFor(option, named, complete) {
  if (option.autocomplete) return { choices: () => complete(option.name), eager: false, pause: PAUSE };
  if (NAMED.includes(option.kind)) return { choices: (like) => named(option.kind, like), pause: PAUSE };
  const fixed = option.kind === "boolean" ? TRUTHS : (option.choices ?? []);
  return fixed.length ? { choices: (like) => ({ choices: fitting(fixed, like) }) } : null;
}

const fitting = (choices, like) =>
  choices
    .filter(({ name }) => name.toLowerCase().includes(like.trim().toLowerCase()))
    .map(({ name, value }) => ({ name, value: String(value) }));

export function described({ description, required, min, max, shortest, longest }) {
  const range = bounds(min, max) || bounds(shortest, longest, " characters");
  return [description, required ? "" : "optional", range].filter(Boolean).join(" · ");
}

function bounds(low, high, unit = "") {
  if (low == null && high == null) return "";
  if (high == null) return `at least ${low}${unit}`;
  return low == null ? `at most ${high}${unit}` : `${low} to ${high}${unit}`;
}
