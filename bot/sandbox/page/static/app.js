// The address's hash and what the server tells, live → the page: who looks where, and what is there.

import { ask, heard, tell } from "./api.js";
import { landing, openReading, showPlaces, showTitle, whyNot } from "./channels.js";
import { openComposer } from "./composer.js";
import { one, say } from "./dom.js";
import { openLog } from "./messages.js";
import { openMenu } from "./menu.js";
import { openModals } from "./modal.js";
import { openNewsroom, troubleWords } from "./newsroom.js";
import { openDrawers, openTabs } from "./panels.js";
import { openTheme, showPeople, showState } from "./people.js";
import { everyChannel, hashOf, here, serverOf, titled } from "./place.js";
import { openPressing } from "./pressing.js";
import { sandboxClock } from "./stamps.js";
import { openWire } from "./wire.js";

const TICK = 15_000;
const LOOKS_AGAIN = 2_000;

function open() {
  const clock = sandboxClock();
  const reading = openReading();
  const lastIn = new Map();
  const state = { connected: true, lost: false, trouble: "" };
  let home = null;
  let channel = null;
  let commands = { slash: [], message: [] };
  let stopHearing = () => {};
  let turns = 0;
  let looking;
  let noted;

  const place = () => ({ as: home.me.id, channel: channel.id, name: titled(channel) });
  const showModal = openModals({ place, outcome });
  const log = openLog({ adopt: (article) => pressing.adopt(article), now: clock.now, fail: note });
  const pressing = openPressing({ as: () => home.me.id, outcome, goTo: log.goTo, dismiss: log.dismiss });
  const composer = openComposer({ place, sent: () => log.toNow(), outcome });
  const newsroom = openNewsroom({ clock, follow });
  const wire = openWire();
  const closeDrawers = openDrawers();
  openTabs();
  openTheme();
  openMenu({ commands: () => commands.message, use: useOn, note });

  function note(sentence) {
    say("note", sentence);
    clearTimeout(noted);
    noted = setTimeout(() => say("note", ""), 6000);
  }

  function outcome({ modal }) {
    if (modal) showModal(modal);
  }

  async function useOn(article, name) {
    const { id: message, channel: where } = article.dataset;
    const answer = await tell("menu", { as: home.me.id, channel: where, message, command: name });
    if (answer.failed) note(answer.failed);
    outcome(answer);
  }

  async function follow(address) {
    const command = commands.slash.find(({ name }) => name === "feed add");
    const option = command?.options.find(({ required }) => required);
    if (!option) return { failed: `${home.me.name} may not follow feeds in ${titled(channel)}.` };
    const about = { as: home.me.id, channel: channel.id, command: command.name, files: {} };
    const answer = await tell("use", { ...about, options: { [option.name]: address } });
    outcome(answer);
    return answer;
  }

  function showHome() {
    const { id: as } = home.me;
    showPlaces(home, channel.id, {
      unread: (id) => reading.count(as, id),
      lastIn: (server) => lastIn.get(`${as} ${server}`),
    });
    showTitle(home, channel, reading.total(home.me.id));
  }

  async function loadHome(as) {
    const answer = await ask("home", { as });
    if (answer.failed) return void note(answer.failed);
    home = answer;
    clock.set(home.now);
    reading.home(home.me.id, everyChannel(home));
    return home;
  }

  /** Stand where the hash says, or where that leads when it is no place. */
  function stand() {
    const next = landing(home, here().channel);
    const same = channel?.id === next?.id;
    channel = next;
    if (!channel) return note(`${home.me.name} sees no channel.`);
    const wanted = hashOf(home.me.id, channel.id);
    if (location.hash !== wanted) history.replaceState(null, "", wanted);
    lastIn.set(`${home.me.id} ${serverOf(home, channel.id)?.name ?? "Direct messages"}`, channel.id);
    if (!document.hidden) reading.seen(home.me.id, channel.id, channel.last);
    one("log").setAttribute("aria-label", `Messages in ${titled(channel)}`);
    composer.show(whyNot(channel, home.me));
    showHome();
    return same;
  }

  async function loadCommands() {
    const [as, where] = [home.me.id, channel.id];
    const { slash = [], message = [] } = await ask("commands", { as, channel: where });
    if (as !== home.me.id || where !== channel.id) return;
    commands = { slash, message };
    composer.offer(slash);
  }

  async function loadChannel() {
    pressing.forget();
    await Promise.all([loadCommands(), log.show(home.me.id, channel)]);
  }

  async function refresh() {
    if (!(await loadHome(home.me.id))) return;
    const stays = stand();
    if (channel) await (stays ? loadCommands() : loadChannel());
  }

  async function everything() {
    state.lost = false;
    showState(state);
    await loadHome(home.me.id);
    stand();
    if (!channel) return;
    await loadChannel();
    const [, sent] = await Promise.all([look(), ask("wire")]);
    if (!sent.failed) wire.show(sent);
  }

  async function look() {
    looking = undefined;
    const room = await ask("newsroom");
    if (!room.failed) hearNewsroom(room);
  }

  function hearMessage({ kind, ...message }) {
    log.heard(kind, message);
    // What the bot says may be that an edition is now awaited: of that the newsroom hears nothing by itself.
    if (message.bot) looking ??= setTimeout(look, LOOKS_AGAIN);
    if (kind !== "new") return;
    const known = everyChannel(home).find(({ id }) => id === message.channel);
    if (known) known.last = message.id;
    if (message.author === home.me.id || (message.channel === channel?.id && !document.hidden)) {
      return reading.seen(home.me.id, message.channel, message.id);
    }
    reading.came(home.me.id, message.channel, message.id);
    showHome();
  }

  function hearNewsroom(told) {
    newsroom.show(told);
    log.tick();
    state.trouble = troubleWords(told);
    showState(state);
  }

  function change(key, value) {
    state[key] = value;
    showState(state);
  }

  function listen() {
    stopHearing();
    stopHearing = heard(home.me.id, {
      open: everything,
      lost: () => change("lost", true),
      events: {
        message: hearMessage,
        home: refresh,
        commands: loadCommands,
        newsroom: hearNewsroom,
        exchange: wire.heard,
        bot: ({ connected }) => change("connected", connected),
      },
    });
  }

  /** Follow the hash: another person is another connection, another channel only another log. */
  async function go() {
    const turn = (turns += 1);
    const before = home?.me.id;
    if (here().as !== before || !home) {
      stopHearing();
      const found = (await loadHome(here().as)) ?? (await loadHome());
      if (turn !== turns || !found) return;
      showPeople(home.people, home.me);
    }
    stand();
    closeDrawers();
    if (home.me.id !== before) listen();
    else if (channel) await loadChannel();
  }

  window.addEventListener("hashchange", go);
  document.addEventListener("visibilitychange", () => !document.hidden && home && channel && stand());
  one("people").addEventListener("change", ({ target }) => (location.hash = hashOf(target.value, channel?.id)));
  one("skip").addEventListener("click", (event) => {
    event.preventDefault();
    one("say").focus();
  });
  setInterval(newsroom.tick, 1000);
  setInterval(log.tick, TICK);
  go();
}

open();
