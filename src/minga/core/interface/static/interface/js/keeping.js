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
  let running = null;
  let again = false;
  let passing = false;
  let leaving = false;
  let stale = false;
  let typedSince = false;
  let going = false;

  // Whether the server answered at all; what it said stands beside the form.
  async function once() {
    again = typedSince = false;
    try {
      const answer = await fetch(form.action || location.href, {
        method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "manual",
      });
      if (answer.status === 204) {
        const version = answer.headers.get("X-Version");
        const field = form.elements.namedItem("version");
        if (version && field) field.value = version;
        if (!typedSince && !going) store(key, null);
        say(place, "kept");
      } else if (answer.status === 409) {
        stale = true;
        say(place, "stale");
      } else if (answer.status === 422) {
        say(place, "unfinished");
      } else {
        say(place, "here");
      }
      return true;
    } catch {
      typedSince = true;
      say(place, "offline");
      return false;
    }
  }

  async function inTurn() {
    let answered = await once();
    while (answered && again && !stale) answered = await once();
    running = null;
    return answered;
  }

  function send() {
    if (stale || leaving) return Promise.resolve(true);
    again = true;
    running ??= inTurn();
    return running;
  }

  function later() {
    typedSince = true;
    going = false;
    store(key, typed(form));
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE_MS);
  }

  // What was typed is kept by the server before the page is left; without a connection the page stays, and says so.
  async function keepThenLeave(submitter) {
    const answered = await send();
    if (answered) {
      passing = true;
      form.requestSubmit(submitter);
    } else {
      say(place, "unsent");
    }
    form.removeAttribute("aria-busy");
  }

  function submitted(event) {
    clearTimeout(timer);
    if (stale) store(key, null);
    if (passing || stale || (navigator.onLine && !typedSince && !running)) {
      leaving = true;
      return;
    }
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    keepThenLeave(event.submitter);
  }

  const before = stored(key);
  if (before && JSON.stringify(before) !== JSON.stringify(typed(form)) && !form.querySelector(".mg-field-errors")) {
    putBack(form, before);
    typedSince = true;
    say(place, "back");
    send();
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", submitted);
  // The page that comes may have been written before what is on its way arrives: it finds the words here.
  window.addEventListener("beforeunload", () => { going = true; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) passing = leaving = going = false; });
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
