// What a person types, a plain line or a command with its options → it sent, and why it was not where it was not.

import { ask, tell } from "./api.js";
import { combobox } from "./combobox.js";
import { element, one, say } from "./dom.js";
import { described, field } from "./fields.js";

/** `place()` tells {as, channel, name}; `sent` is called as something is sent, `outcome` told of what came of it. */
export function openComposer({ place, sent, outcome }) {
  const form = one("composer");
  const input = one("say");
  let commands = [];
  let command = null;
  let fields = [];
  let last = null;
  let isBusy = false;
  let whyNot = "";
  let shown = "";

  const offers = combobox(input, one("say-offers"), {
    choices: (text) => ({ choices: text.startsWith("/") ? offered(commands, text) : [] }),
    picked: ({ command: picked }) => begin(picked),
  });

  function begin(picked, kept = {}) {
    command = picked;
    fields = [];
    input.value = "";
    fail("");
    drawCommand();
    for (const { name, required } of command.options) if (required || name in kept) add(name, kept[name]);
    (fields.find((each) => each.isEmpty())?.input ?? fields.at(-1)?.input ?? one("send")).focus();
  }

  function drawCommand() {
    one("line").hidden = Boolean(command);
    one("command").hidden = !command;
    if (!command) return one("command").replaceChildren();
    one("command").setAttribute("aria-label", `/${command.name}`);
    one("command").replaceChildren(
      element("button", { type: "button", class: "chip", "aria-label": `Leave /${command.name}` }, `/${command.name}`),
      ...command.options.filter(({ required }) => !required).map(({ name }) => adder(name)),
    );
    say("hint", command.description);
  }

  function adder(name) {
    const about = { type: "button", class: "add", "data-add": name, "aria-label": `Add ${name}` };
    return element("button", about, `+ ${name}`);
  }

  function add(name, kept) {
    const option = command.options.find((each) => each.name === name);
    const made = field(option, {
      named: (kind, like) => ask("named", { ...at(), kind, like }),
      complete: (focused) => tell("complete", { ...at(), command: command.name, options: typed(focused), focused }),
      failed: fail,
    });
    fields.push(made);
    const adders = one("command").querySelectorAll(".add");
    if (adders.length) adders[0].before(made.box);
    else one("command").append(made.box);
    one("command").querySelector(`[data-add="${CSS.escape(name)}"]`)?.remove();
    if (kept) made.recall(kept);
    made.input.addEventListener("focus", () => say("hint", `${option.name}: ${described(option)}`));
    made.input.addEventListener("keydown", (event) => event.key === "Backspace" && made.isEmpty() && back(made, event));
    return made;
  }

  function back(from, event) {
    event.preventDefault();
    const before = fields[fields.indexOf(from) - 1];
    if (!from.option.required) {
      fields = fields.filter((each) => each !== from);
      from.box.remove();
      one("command").append(adder(from.option.name));
    }
    if (before) before.input.focus();
    else if (from.option.required) leave(`/${command.name}`);
    else (fields[0]?.input ?? one("send")).focus();
  }

  function reset() {
    command = null;
    fields = [];
    drawCommand();
    say("hint", whyNot);
    fail("");
  }

  function leave(text = "") {
    reset();
    input.value = text;
    input.focus();
    if (text) offers.open();
  }

  function at() {
    const { as, channel } = place();
    return { as, channel };
  }

  /** What was typed for each option; the focused one is there even while it is empty. */
  function typed(focused) {
    const given = fields.filter((each) => !each.isEmpty() || each.option.name === focused);
    return Object.fromEntries(given.map((each) => [each.option.name, each.text()]));
  }

  async function sendLine() {
    const text = input.value.trim();
    if (!text) return;
    if (text.startsWith("/")) return fail(`There is no command “${text}” for you here.`);
    last = { text };
    input.value = "";
    sent();
    fail("");
    const answer = await tell("say", { ...at(), text });
    if (!answer.failed) return;
    input.value ||= text;
    fault(null, answer.failed);
  }

  async function sendCommand() {
    const missing = fields.find((each) => each.option.required && each.isEmpty());
    if (missing) return fault(missing, `${missing.option.name}: This option is required. Specify a value.`);
    if (isBusy) return;
    isBusy = true;
    form.setAttribute("aria-busy", "true");
    fail("");
    const line = { command, kept: Object.fromEntries(fields.map((each) => [each.option.name, each.kept()])) };
    sent();
    const answer = await use();
    isBusy = false;
    form.removeAttribute("aria-busy");
    if (answer.failed) return fault(atFault(fields, answer.failed), answer.failed);
    last = line;
    if (command === line.command) leave();
    outcome(answer);
  }

  async function use() {
    const files = Object.fromEntries((await Promise.all(fields.map((each) => each.file()))).filter(Boolean));
    return tell("use", { ...at(), command: command.name, options: typed(), files });
  }

  function fail(sentence) {
    say("composer-failure", sentence);
    if (!sentence) fields.forEach(({ input: box }) => box.removeAttribute("aria-invalid"));
  }

  function fault(at, sentence) {
    fail(sentence);
    at?.input.setAttribute("aria-invalid", "true");
    (at ?? fields[0] ?? { input: command ? one("send") : input }).input.focus();
  }

  function recall() {
    if (last?.command) begin(commands.find(({ name }) => name === last.command.name) ?? last.command, last.kept);
    else if (last) input.value = last.text;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (command) sendCommand();
    else sendLine();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && command) leave();
    if (event.key === "Backspace" && command && event.target.tagName !== "INPUT") leave(`/${command.name}`);
  });
  input.addEventListener("input", () => {
    fail("");
    const isUnknown = input.value.startsWith("/") && !offered(commands, input.value).length;
    say("hint", isUnknown ? "No command that you may use here begins like that." : whyNot);
    const whole = exactly(commands, input.value);
    if (whole) {
      const rest = input.value.slice(whole.name.length + 2);
      begin(whole);
      if (rest && fields[0]) fields[0].recall({ text: rest, choice: null });
    }
  });
  input.addEventListener("keydown", (event) => event.key === "ArrowUp" && !input.value && recall());
  one("command").addEventListener("click", ({ target }) => {
    if (target.dataset.add) add(target.dataset.add).input.focus();
    else if (target.closest(".chip")) leave();
  });

  return {
    show(why) {
      const now = `${place().as} ${place().channel}`;
      if (now === shown && why === whyNot) return;
      [shown, whyNot] = [now, why];
      reset();
      input.value = "";
      input.disabled = one("send").disabled = Boolean(why);
      input.placeholder = why ? "" : `Message ${place().name}, or type / for commands`;
      input.setAttribute("aria-label", `Message ${place().name}`);
    },
    offer(slash) {
      commands = slash;
      if (input.value.startsWith("/") && document.activeElement === input) offers.open();
    },
  };
}

/** The commands that begin, word by word, as what was typed does: "/di se" finds digest set. */
export function offered(commands, text) {
  const words = text.slice(1).toLowerCase().split(/\s+/).filter(Boolean);
  return commands
    .filter(({ name }) => begins(name.toLowerCase().split(" "), words))
    .map((command) => ({ name: `/${command.name}`, hint: hint(command), command }));
}

function begins(parts, words) {
  if (!words.length) return true;
  const at = parts.findIndex((part) => part.startsWith(words[0]));
  return at >= 0 && begins(parts.slice(at + 1), words.slice(1));
}

function hint({ description, options }) {
  const names = options.map(({ name, required }) => (required ? name : `[${name}]`));
  return [description, names.join(" ")].filter(Boolean).join(" — ");
}

const exactly = (commands, text) => commands.find(({ name }) => text.toLowerCase().startsWith(`/${name} `));

/** The box that a refusal is about: the one whose name it begins with, else the first that it names. */
export function atFault(fields, sentence) {
  const words = sentence.split(/[^\p{L}\p{N}_-]+/u);
  const names = (each, word) => each.option.name === word;
  return fields.find((each) => names(each, words[0])) ?? fields.find((each) => words.some((word) => names(each, word)));
}
