// Combinations of keys: written once as `mod+shift+z`, matched and shown as each system has them.

export const isApple = /mac/i.test(typeof navigator === "undefined" ? "" : navigator.userAgent);

interface Pressed { key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean; code?: string }

const signs: { [key: string]: string } = { "?": "?", "？": "?", "，": ",", "【": "[", "】": "]", "+": "=", "_": "-" };

/** Whether what was pressed is the combination. A sign such as `?` needs no Shift of its own. */
export const isPressed = (combo: string, event: Pressed): boolean => {
  const parts = combo.split("+");
  const key = parts.at(-1) ?? "";
  const hasMod = event.ctrlKey || event.metaKey;
  const pressed = signs[event.key] ?? event.key.toLowerCase();
  if (parts.includes("mod") !== hasMod || event.altKey) return false;
  const isLetter = /^[a-z]$/.test(key);
  if (isLetter && parts.includes("shift") !== event.shiftKey) return false;
  return pressed === key || (hasMod && /^\d$/.test(key) && event.code === `Digit${key}`);
};

/** `⇧⌘Z`, `Ctrl+Shift+Z`. */
export const comboName = (combo: string, apple = isApple): string => {
  const parts = combo.split("+");
  const key = (parts.at(-1) ?? "").toUpperCase();
  if (apple) return `${parts.includes("shift") ? "⇧" : ""}${parts.includes("mod") ? "⌘" : ""}${key}`;
  return [parts.includes("mod") && "Ctrl", parts.includes("shift") && "Shift", key].filter(Boolean).join("+");
};
