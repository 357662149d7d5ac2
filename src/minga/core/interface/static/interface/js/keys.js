// Keys of every page: / goes to the search (of the page, else over everything), ? tells the keys, j and k walk a table.
// A page that has its own keys (data-keys) is left alone.
const typing = "input:not([type=checkbox], [type=radio]), textarea, select, dialog, [contenteditable]";
const help = document.querySelector("dialog[data-keys-help-all]");
const switches = document.querySelectorAll("[data-keys-switch]");
const OFF = "keys:off";
const everywhere = document.querySelector("a[data-search-everything]");

function walk(step) {
  const rows = [...document.querySelectorAll(".mg-table tbody tr:has(a), .ho-wait, .op-card")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
  next.querySelector("a, button")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function search() {
  const field = document.querySelector("[data-search], main input[type=search]");
  if (field) {
    field.focus();
    field.select();
  } else if (everywhere) {
    location.assign(everywhere.href);
  }
}

const keys = {
  "/": search,
  "?": () => help?.showModal(),
  j: () => walk(1),
  k: () => walk(-1),
  x: () => document.activeElement?.closest("tr")?.querySelector(".mg-tick input")?.click(),
};

// Who speaks to the device, or presses keys by mistake, turns single keys off (WCAG 2.2, 2.1.4); kept on this device.
function off() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}

function show() {
  document.documentElement.toggleAttribute("data-keys-off", off());
  for (const { firstElementChild: box } of switches) box.checked = !off();
}

for (const label of switches) {
  label.hidden = false;
  label.addEventListener("change", ({ target }) => {
    try {
      if (target.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "");
    } catch {
      // No storage: the keys stay as they are, and the box says so.
    }
    show();
  });
}
show();
window.addEventListener("storage", show);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !keys[event.key]) return;
  if (off() || event.target.closest(typing) || document.querySelector("[data-keys]")) return;
  event.preventDefault();
  keys[event.key]();
});
