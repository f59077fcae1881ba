// The address's hash and what the server tells, live → the page: who looks where, and what is there.

import { LOCKED, ask, heard, tell } from "./api.js";
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
const NOBODY = 404;
const NONE = { slash: [], message: [] };

/** A browser holds six connections to a host, for all tabs together: one that nobody sees lets go of its own. */
const HIDDEN_FOR = 5_000;

function open() {
  const clock = sandboxClock();
  const reading = openReading();
  const lastIn = new Map();
  const state = { connected: true, lost: false, locked: false, paused: false, trouble: "" };
  // Whose page this is; null while one becomes somebody else.
  let present = null;
  let home = null;
  let channel = null;
  let commands = NONE;
  let stopHearing = () => {};
  let asked = 0;
  let again;
  let hiding;
  let looking;
  let noted;

  const place = () => ({ as: home.me.id, channel: channel.id, name: titled(channel) });
  const showModal = openModals({ outcome });
  const log = openLog({ adopt: (article) => pressing.adopt(article), now: clock.now, fail: note });
  const pressing = openPressing({ as: () => home.me.id, outcome, goTo: log.goTo, jump, dismiss: log.dismiss });
  const composer = openComposer({ place, sent: () => log.toNow(), outcome, note });
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

  /** A form is for the one who asked for it. */
  function outcome({ modal }, { as, channel: where }) {
    if (modal && as === present) showModal(modal, { as, channel: where });
  }

  async function useOn(article, name) {
    const { id: message, channel: where } = article.dataset;
    const as = home.me.id;
    const answer = await tell("menu", { as, channel: where, message, command: name });
    if (answer.failed) note(answer.failed);
    outcome(answer, { as, channel: where });
  }

  async function follow(address, { command, option }) {
    if (!present || !channel) return { failed: "There is no channel to follow it in yet." };
    const where = { as: present, channel: channel.id };
    const answer = await tell("use", { ...where, command, options: { [option]: address }, files: {} });
    outcome(answer, where);
    return answer;
  }

  async function jump(to, message) {
    if (!everyChannel(home).some(({ id }) => id === to)) return note(`${home.me.name} does not see that channel.`);
    if (to !== channel.id) {
      history.pushState(null, "", hashOf(home.me.id, to));
      await go();
    }
    if (message && to === channel.id) await log.goTo(message);
  }

  function showHome() {
    const { id: as } = home.me;
    showPlaces(home, channel.id, {
      unread: (id) => reading.count(as, id),
      lastIn: (server) => lastIn.get(`${as} ${server}`),
    });
    showTitle(home, channel, reading.total(home.me.id));
  }

  /** What a person sees, which a later question may tell better; null where by now somebody else is wanted. */
  async function loadHome(as) {
    const mine = (asked += 1);
    const answer = await ask("home", { as });
    if (mine !== asked) return present && as === present ? home : null;
    if (as && answer.me && answer.me.id !== as) return null;
    if (answer.failed) {
      note(answer.failed);
      return answer;
    }
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
    one("composer").inert = !channel;
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
    if (as === present && where === channel?.id) offer({ slash, message });
  }

  function offer(listed) {
    commands = listed;
    composer.offer(commands.slash);
  }

  async function loadChannel() {
    pressing.forget();
    await Promise.all([loadCommands(), log.show(home.me.id, channel)]);
  }

  async function refresh() {
    if (!(await loadHome(present))?.me) return;
    const stays = stand();
    if (channel) await (stays ? loadCommands() : loadChannel());
  }

  async function everything() {
    change("lost", false);
    if (!(await loadHome(present))?.me) return;
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
    Object.assign(state, { paused: false, locked: false });
    showState(state);
    nap();
    stopHearing = heard(present, {
      open: everything,
      lost: () => change("lost", true),
      locked: lock,
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

  function lock() {
    stopHearing();
    change("locked", true);
  }

  function heed() {
    nap();
    if (document.hidden || !present) return;
    if (state.paused) listen();
    else if (channel) stand();
  }

  /** Let go of the connection soon, unless the tab is seen. */
  function nap() {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(pause, HIDDEN_FOR);
  }

  function pause() {
    if (!present || state.locked) return;
    stopHearing();
    state.lost = false;
    change("paused", true);
  }

  /** Follow the hash: another person is another connection, another channel only another log. */
  async function go() {
    const { as } = here();
    clearTimeout(again);
    if (!present || as !== present) {
      be(null);
      const found = await loadHome(as);
      if (!found) return;
      if (found.failed) return missed(found);
      be(home.me.id);
      showPeople(home.people, home.me);
      offer(NONE);
      stand();
      closeDrawers();
      return listen();
    }
    offer(NONE);
    stand();
    closeDrawers();
    if (channel) await loadChannel();
  }

  /** Be somebody from now on, or nobody yet: then nothing is left of whom one was, and nothing can be sent. */
  function be(person) {
    present = person;
    if (person) return;
    one("composer").inert = true;
    stopHearing();
    log.empty();
    one("modal").close();
  }

  function missed({ failed, status }) {
    if (failed === LOCKED) return lock();
    if (status === NOBODY) {
      history.replaceState(null, "", hashOf(null, here().channel));
      return go();
    }
    change("lost", true);
    again = setTimeout(go, LOOKS_AGAIN);
  }

  window.addEventListener("hashchange", go);
  document.addEventListener("visibilitychange", heed);
  one("people").addEventListener("change", ({ target }) => (location.hash = hashOf(target.value, channel?.id)));
  one("skip").addEventListener("click", (event) => {
    event.preventDefault();
    one("say").focus();
  });
  setInterval(newsroom.tick, 1000);
  setInterval(log.tick, TICK);
  // The token has let us in: it need not stand where anybody sees it, nor in the browser's history.
  if (location.search) history.replaceState(null, "", location.pathname + location.hash);
  go();
}

open();
