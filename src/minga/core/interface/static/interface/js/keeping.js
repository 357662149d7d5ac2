// Keeps what is typed: on this device at once, on the server after a pause; says so. Counts what a field may still hold.
const PAUSE_MS = 1200;
const NEVER = new Set(["csrfmiddlewaretoken", "version"]);
const words = document.querySelector("template[data-words]")?.content;

function say(place, name, values = {}) {
  let text = words?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  for (const [key, value] of Object.entries(values)) text = text.replace(`[${key}]`, value);
  place.dataset.kept = name;
  place.textContent = text;
}

function typed(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NEVER.has(name)) (fields[name] ??= []).push(value);
  }
  return fields;
}

function putBack(form, fields) {
  for (const control of form.elements) {
    if (!control.name || NEVER.has(control.name) || ["file", "hidden", "password", "submit"].includes(control.type)) continue;
    const values = fields[control.name] ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
    else if (values.length === 1) control.value = values[0];
  }
}

function store(key, fields) {
  try {
    if (fields) localStorage.setItem(key, JSON.stringify(fields));
    else localStorage.removeItem(key);
  } catch {
    // No room, or not allowed: the server still keeps it.
  }
}

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(form) {
  const key = `kept:${form.dataset.autosaveKey ?? location.pathname}`;
  const place = document.createElement("p");
  place.className = "mg-kept";
  place.setAttribute("role", "status");
  form.append(place);
  let timer = 0;
  let sending = false;
  let again = false;
  let leaving = false;
  let stale = false;

  async function send() {
    if (stale || leaving) return;
    if (sending) { again = true; return; }
    sending = true;
    try {
      const answer = await fetch(form.action || location.href, {
        method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "manual",
      });
      if (answer.status === 204) {
        const version = answer.headers.get("X-Version");
        const field = form.elements.namedItem("version");
        if (version && field) field.value = version;
        if (!again) store(key, null);
        say(place, "kept");
      } else if (answer.status === 409) {
        stale = true;
        say(place, "stale");
      } else if (answer.status === 422) {
        say(place, "unfinished");
      } else {
        say(place, "here");
      }
    } catch {
      say(place, "offline");
    }
    sending = false;
    if (again) { again = false; send(); }
  }

  function later() {
    store(key, typed(form));
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE_MS);
  }

  const before = stored(key);
  if (before && JSON.stringify(before) !== JSON.stringify(typed(form)) && !form.querySelector(".mg-field-errors")) {
    putBack(form, before);
    say(place, "back");
    send();
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); if (navigator.onLine) store(key, null); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  window.addEventListener("online", () => { if (stored(key)) send(); });
}

for (const form of document.querySelectorAll("form[data-autosave]")) keep(form);

for (const field of document.querySelectorAll("[data-count][maxlength]")) {
  const place = document.createElement("p");
  place.className = "form-text";
  field.after(place);
  const count = () => {
    const left = new Intl.NumberFormat(document.documentElement.lang).format(field.maxLength - field.value.length);
    say(place, "left", { number: left });
  };
  field.addEventListener("input", count);
  count();
}
