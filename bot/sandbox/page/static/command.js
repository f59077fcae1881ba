// A command that was chosen → its options in labelled boxes, filled as "name:text" is typed or added one by one.

import { ask, tell } from "./api.js";
import { openAdders } from "./adders.js";
import { combobox } from "./combobox.js";
import { element, one, say } from "./dom.js";
import { described, field } from "./fields.js";
import { parted } from "./typed.js";

/** `at()` tells {as, channel}, `fail` is told what is wrong, `leave(text)` that one goes back to a plain line. */
export function openCommand({ at, fail, leave }) {
  const rest = one("rest");
  const adders = openAdders(one("adders"), (name) => add(name).input.focus());
  let command = null;
  let fields = [];

  const names = combobox(rest, one("rest-offers"), {
    choices: (text) => ({ choices: left().filter(fits(text)).map(choice) }),
    picked: ({ name }) => {
      rest.value = "";
      add(name).input.focus();
    },
    eager: false,
    atFocus: false,
  });
  const fieldOf = (name) => fields.find(({ option }) => option.name === name);
  const left = () => command.options.filter(({ name }) => !fieldOf(name));

  /** Begin a command with what was typed after it, or with what its options were `kept` as. */
  function begin(picked, { text = "", kept = {} } = {}) {
    clear();
    command = picked;
    one("command").hidden = false;
    one("command").setAttribute("aria-label", `/${command.name}`);
    one("chip").setAttribute("aria-label", `Leave /${command.name}`);
    say("chip", `/${command.name}`);
    showLeft(false);
    for (const { name, required } of command.options) if (required || name in kept) add(name, kept[name]);
    const { lead, given } = parted(text, writable());
    const first = fields.find(({ option }) => option.required && !given.some(([name]) => name === option.name));
    if (first && lead) first.recall({ text: lead, choice: null });
    else rest.value = lead;
    const last = take(given);
    (last ?? fields.find((each) => each.isEmpty()) ?? { input: rest }).input.focus();
  }

  function clear() {
    fields.forEach(({ box }) => box.remove());
    [command, fields] = [null, []];
    one("command").hidden = true;
    names.close();
    rest.value = "";
  }

  function add(name, kept) {
    const option = command.options.find((each) => each.name === name);
    const made = field(option, {
      named: (kind, like) => ask("named", { ...at(), kind, like }),
      complete: (focused) => tell("complete", { ...at(), command: command.name, options: typed(focused), focused }),
      failed: fail,
    });
    fields.push(made);
    rest.parentElement.before(made.box);
    if (kept) made.recall(kept);
    made.input.addEventListener("focus", () => say("hint", `${option.name}: ${described(option)}`));
    made.input.addEventListener("input", () => option.kind !== "attachment" && spread(made.input, made));
    made.input.addEventListener("keydown", (event) => {
      if (event.key !== "Backspace" || made.input.value) return;
      event.preventDefault();
      back(made);
    });
    showLeft();
    return made;
  }

  function showLeft(whole) {
    adders.show(left(), whole);
    rest.placeholder = left().length ? "add an option" : "Enter sends it";
    rest.setAttribute("aria-label", left().length ? "Add an option" : "No more options");
  }

  /** The options into which one can write now: those that have nothing in them, and want no file. */
  function writable(but = null) {
    const isFree = ({ name, kind }) => kind !== "attachment" && name !== but && (fieldOf(name)?.isEmpty() ?? true);
    return command.options.filter(isFree).map(({ name }) => name);
  }

  function take(given) {
    return given.map(([name, text]) => {
      const at = fieldOf(name) ?? add(name);
      at.recall({ text, choice: null });
      return at;
    }).at(-1);
  }

  /** Let "name:" in what is typed open that option, and take what stands after it there. */
  function spread(input, own = null) {
    const name = own?.option.name;
    const text = input.value;
    const bare = name && text.toLowerCase().startsWith(`${name}:`) ? text.slice(name.length + 1) : text;
    const { lead, given } = parted(bare, writable(name));
    if (!given.length && bare === text) return;
    if (own) own.recall({ text: lead, choice: null });
    else input.value = lead;
    take(given)?.input.focus();
  }

  function back(from) {
    const before = fields[fields.indexOf(from) - 1];
    if (from.option.required) return before ? before.input.focus() : leave(`/${command.name}`);
    fields = fields.filter((each) => each !== from);
    from.box.remove();
    showLeft();
    (before?.input ?? rest).focus();
  }

  /** What was typed for each option; the focused one is there even while it is empty. */
  function typed(focused) {
    const given = fields.filter((each) => !each.isEmpty() || each.option.name === focused);
    return Object.fromEntries(given.map((each) => [each.option.name, each.text()]));
  }

  /** What is sent, as it stands now: {command, options, files}, or {failed} where a file cannot be read. */
  async function written() {
    const about = { command: command.name, options: typed() };
    const files = await Promise.all(fields.map((each) => each.file()));
    const failed = files.find((file) => file?.failed);
    return failed ?? { ...about, files: Object.fromEntries(files.filter(Boolean)) };
  }

  /** Why it cannot be sent yet, and the box that this is about; null where it can. */
  function wrong() {
    const missing = fields.find((each) => each.option.required && each.isEmpty());
    if (missing) return [`${missing.option.name}: This option is required. Specify a value.`, missing.input];
    const lost = rest.value.trim();
    return lost ? [`“${lost}” belongs to no option: type an option's name and a colon before it.`, rest] : null;
  }

  /** The box that a refusal is about: the one whose name it begins with, else the first that it names. */
  function atFault(sentence) {
    const words = sentence.split(/[^\p{L}\p{N}_-]+/u);
    const about = fieldOf(words[0]) ?? fields.find(({ option }) => words.includes(option.name)) ?? fields[0];
    return about?.input ?? rest;
  }

  one("chip").addEventListener("click", () => leave(""));
  rest.addEventListener("input", () => spread(rest));
  rest.addEventListener("focus", () => say("hint", command.description));
  rest.addEventListener("keydown", (event) => {
    if (event.key !== "Backspace" || rest.value) return;
    event.preventDefault();
    if (fields.length) fields.at(-1).input.focus();
    else leave(`/${command.name}`);
  });

  return {
    begin,
    clear,
    written,
    wrong,
    atFault,
    current: () => command,
    kept: () => Object.fromEntries(fields.map((each) => [each.option.name, each.kept()])),
    unmark: () => [...fields.map(({ input }) => input), rest].forEach((each) => each.removeAttribute("aria-invalid")),
  };
}

const fits = (text) => ({ name }) => name.includes(text.trim().toLowerCase());
const choice = (option) => ({ name: option.name, value: option.name, hint: described(option) });
