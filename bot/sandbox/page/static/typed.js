// What was typed after a command → the text for each option that it names as "name:text", and what stands before.

/** Only `names` count, each once: whatever else has a colon belongs to the text that it stands in. */
export function parted(text, names) {
  const left = new Set(names);
  const marks = [...text.matchAll(/(?<=^|\s)([-\p{L}\p{N}_]+):/gu)].filter(([, name]) => left.delete(name.toLowerCase()));
  const given = marks.map(({ 0: mark, 1: name, index }, at) => {
    return [name.toLowerCase(), text.slice(index + mark.length, marks[at + 1]?.index).trim()];
  });
  return { lead: text.slice(0, marks[0]?.index).trim(), given };
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

/** The command whose whole name was typed and gone beyond, with what was typed after it. */
export function exactly(commands, text) {
  const command = commands.find(({ name }) => text.toLowerCase().startsWith(`/${name} `));
  return command && { command, rest: text.slice(command.name.length + 2) };
}
