// A path and what goes with it → the server's JSON; what goes wrong is {failed: "a sentence"}, never an exception.

const SILENT = "The sandbox does not answer. Is it still running in the terminal?";
const AGAIN = 2000;

/** What the server answers to those who have no key, as after it was started anew. */
export const LOCKED = "This page has lost its key: open the address that the terminal shows.";

export function ask(path, about = {}) {
  const given = Object.entries(about).filter(([, value]) => value != null);
  return answer(`/api/${path}?${new URLSearchParams(given)}`, {});
}

export function tell(path, body) {
  return answer(`/api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Listen as somebody, until what is returned is called; after that nothing is told any more, whatever was under way. */
export function heard(as, listeners) {
  let stream;
  let again;
  let isOver = false;
  const unlessOver = (listener) => (...told) => isOver || listener(...told);
  const open = () => {
    stream = new EventSource(`/live?${new URLSearchParams({ as })}`);
    stream.onopen = unlessOver(listeners.open);
    stream.onerror = unlessOver(async () => {
      listeners.lost();
      if (stream.readyState !== EventSource.CLOSED) return;
      // A stream does not tell why it was refused.
      const { failed } = await ask("home", { as });
      if (isOver) return;
      if (failed === LOCKED) listeners.locked();
      else again = setTimeout(open, AGAIN);
    });
    for (const [name, listener] of Object.entries(listeners.events)) {
      stream.addEventListener(name, unlessOver((event) => listener(JSON.parse(event.data))));
    }
  };
  open();
  return () => {
    isOver = true;
    clearTimeout(again);
    stream.close();
  };
}

/** A file in base64; null where it cannot be read. */
export function encoded(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => resolve(null);
    reader.readAsDataURL(file);
  });
}

async function answer(address, request) {
  try {
    const response = await fetch(address, request);
    if (response.status === 403) return { failed: LOCKED };
    const body = await response.json();
    return response.ok ? body : { failed: body.failed ?? SILENT, status: response.status };
  } catch {
    return { failed: SILENT };
  }
}
