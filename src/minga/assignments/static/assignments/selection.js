// A tick in the head of a table ticks its rows; it shows only where there is a script to do it.
for (const head of document.querySelectorAll("[data-tick-all]")) {
  const all = head.querySelector("input");
  const table = head.closest("table");
  const boxes = [...table.querySelectorAll("tbody input[name=c]")];
  head.hidden = boxes.length < 2;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  table.addEventListener("change", () => {
    const many = boxes.filter((box) => box.checked).length;
    all.checked = many === boxes.length;
    all.indeterminate = many > 0 && many < boxes.length;
  });
}

// Keys of the longlist: j and k walk, x ticks, w opens the reasons, o the candidate, / looks for a number, ? tells.
const form = document.querySelector("[data-keys]");
const rows = form ? [...form.querySelectorAll("[data-row]")] : [];
const help = document.querySelector("[data-keys-dialog]");
const ticked = form?.querySelector("[data-ticked]");

function here() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}

function walk(step) {
  const at = here();
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function count() {
  if (!ticked) return;
  const many = form.querySelectorAll("input[name=c]:checked").length;
  ticked.hidden = many === 0;
  ticked.querySelector("[data-number]").textContent = new Intl.NumberFormat(document.documentElement.lang).format(many);
}

const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  x: (row) => row?.querySelector("input[name=c]")?.click(),
  w: (row) => row?.querySelector("details > summary")?.click(),
  o: (row) => row?.querySelector("[data-open]")?.click(),
  "/": () => document.querySelector("[data-find]")?.focus(),
  "?": () => help?.showModal(),
};

if (form) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
    if (typing || "keysOff" in document.documentElement.dataset || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key](rows[here()]);
  });
  form.addEventListener("change", count);
  count();
  const button = form.querySelector("[data-keys-help]");
  if (button && help) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
}
