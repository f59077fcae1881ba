// A path and what goes with it → the server's JSON; what goes wrong is {failed: "a sentence"}, never an exception.

const SILENT = "The sandbox does not answer. Is it still running in the terminal?";
const LOCKED = "This page has lost its key. Open the address shown in the terminal again.";

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

export function heard(as, listeners) {
  let stream;
  let again;
  const open = () => {
    stream = new EventSource(`/live?${new URLSearchParams({ as })}`);
    stream.onopen = () => listeners.open();
    stream.onerror = () => {
      listeners.lost();
      if (stream.readyState === EventSource.CLOSED) again = setTimeout(open, 2000);
    };
    for (const [name, listener] of Object.entries(listeners.events)) {
      stream.addEventListener(name, (event) => listener(JSON.parse(event.data)));
    }
  };
  open();
  return () => {
    clearTimeout(again);
    stream.close();
  };
}

export function encoded(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

async function answer(address, request) {
  try {
    const response = await fetch(address, request);
    if (response.status === 403) return { failed: LOCKED };
    const body = await response.json();
    return response.ok ? body : { failed: body.failed ?? SILENT };
  } catch {
    return { failed: SILENT };
  }
}
