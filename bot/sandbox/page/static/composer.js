// What a person types, a plain line or a command with its options → it sent, and why it was not where it was not.

import { tell } from "./api.js";
import { combobox } from "./combobox.js";
import { openCommand } from "./command.js";
import { one, say } from "./dom.js";
import { exactly, offered } from "./typed.js";

/**
 * `place()` tells {as, channel, name}; `sent` is called as something is sent, `outcome` told of what came of it and
 * where, `note` of a failure in a place that one has left since.
 */
export function openComposer({ place, sent, outcome, note }) {
  const form = one("composer");
  const input = one("say");
  let commands = [];
  let last = null;
  let turn = 0;
  let busy = 0;
  let whyNot = "";
  let shown = "";

  const offers = combobox(input, one("say-offers"), {
    choices: (text) => ({ choices: text.startsWith("/") ? offered(commands, text) : [] }),
    picked: ({ command: picked }) => begin(picked),
    opens: (text) => text.startsWith("/"),
  });
  const draft = openCommand({ at: () => asked(place()), fail, leave });

  function begin(picked, about) {
    turn += 1;
    write("");
    fail("");
    one("line").hidden = true;
    draft.begin(picked, about);
  }

  function reset() {
    turn += 1;
    draft.clear();
    one("line").hidden = false;
    say("hint", whyNot);
    fail("");
    showBusy();
  }

  function leave(text = "") {
    reset();
    write(text);
    input.focus();
    if (text) offers.open();
  }

  function write(text) {
    input.value = text;
    fit();
  }

  /** As high as its lines need; how many that may be says the style sheet. */
  function fit() {
    input.style.setProperty("height", "auto");
    input.style.setProperty("height", `${input.scrollHeight}px`);
  }

  async function sendLine() {
    const text = input.value.trim();
    if (!text) return;
    if (text.startsWith("/")) return fault(`There is no command “${text}” for you here.`, input);
    const [there, where] = [shown, place()];
    last = { text };
    write("");
    sent();
    fail("");
    const { failed } = await tell("say", { ...asked(where), text });
    if (!failed) return;
    if (there !== shown) return note(`Not sent in ${where.name}: ${failed}`);
    if (!input.value) write(text);
    fault(failed, draft.current() ? null : input);
  }

  async function sendCommand() {
    const wrong = draft.wrong();
    if (wrong) return fault(...wrong);
    if (busy === turn) return;
    const mine = (busy = turn);
    const where = place();
    const line = { command: draft.current(), kept: draft.kept() };
    const about = draft.written();
    showBusy();
    fail("");
    sent();
    const answer = await use(where, about).finally(() => {
      if (busy === mine) busy = 0;
      showBusy();
    });
    if (!answer.failed) last = line;
    if (mine === turn) {
      if (answer.failed) return fault(answer.failed, draft.atFault(answer.failed));
      leave();
    } else if (answer.failed) note(`/${line.command.name} in ${where.name}: ${answer.failed}`);
    outcome(answer, where);
  }

  async function use(where, about) {
    const given = await about;
    return given.failed ? given : tell("use", { ...asked(where), ...given });
  }

  function showBusy() {
    if (busy === turn) form.setAttribute("aria-busy", "true");
    else form.removeAttribute("aria-busy");
  }

  function fail(sentence) {
    say("composer-failure", sentence);
    if (!sentence) draft.unmark();
  }

  function fault(sentence, at) {
    fail(sentence);
    if (!at) return;
    if (at !== input) at.setAttribute("aria-invalid", "true");
    at.focus();
  }

  function recall() {
    const known = last?.command && commands.find(({ name }) => name === last.command.name);
    if (known) begin(known, { kept: last.kept });
    else if (last?.text) write(last.text);
  }

  function read() {
    fit();
    fail("");
    const isUnknown = input.value.startsWith("/") && !offered(commands, input.value).length;
    say("hint", isUnknown ? "No command that you may use here begins like that." : whyNot);
    const whole = exactly(commands, input.value);
    if (whole) begin(whole.command, { text: whole.rest });
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (draft.current()) sendCommand();
    else sendLine();
  });
  form.addEventListener("keydown", (event) => {
    if (!draft.current()) return;
    if (event.key === "Escape") leave();
    if (event.key === "Backspace" && event.target.tagName !== "INPUT") leave(`/${draft.current().name}`);
  });
  input.addEventListener("input", read);
  input.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "ArrowUp" && !input.value) recall();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });

  return {
    show(why) {
      const now = `${place().as} ${place().channel}`;
      if (now === shown && why === whyNot) return;
      [shown, whyNot] = [now, why];
      reset();
      write("");
      input.disabled = one("send").disabled = Boolean(why);
      input.placeholder = why ? "" : `Message ${place().name}, or type / for commands`;
      input.setAttribute("aria-label", `Message ${place().name}`);
    },
    offer(slash) {
      commands = slash;
      if (!input.value.startsWith("/") || document.activeElement !== input) return;
      read();
      offers.open();
    },
  };
}

const asked = ({ as, channel }) => ({ as, channel });
