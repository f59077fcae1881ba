// A tag, its attributes and what stands in it → an element; words are always text, never markup.

export const one = (id) => document.getElementById(id);

export function element(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...inside.filter((part) => part != null && part !== ""));
  return made;
}

export function drawn(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

export function say(id, words) {
  if (one(id).textContent !== words) one(id).textContent = words;
}

export function refill(list, rows) {
  const key = list.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  list.replaceChildren(...rows);
  if (key) list.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
