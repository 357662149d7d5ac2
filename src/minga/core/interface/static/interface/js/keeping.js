// Keeps what is typed: on this device at once, on the server after a pause; says so. Counts what a field may still hold.
const PAUSE_MS = 1200;
const RETRY_MS = 20_000; // after no answer: the connection, or what stands in between, may be back
const HELD_MS = 3_600_000;
const NEVER = new Set(["csrfmiddlewaretoken", "version", "shown", "sent"]);
const words = document.querySelector("template[data-words]")?.content;
// Several people may use this device: what one of them typed is never put into another's form.
const reader = document.body.dataset.reader ?? "";

function say(place, name, values = {}) {
  let text = words?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  for (const [key, value] of Object.entries(values)) text = text.replace(`[${key}]`, value);
  place.dataset.kept = name;
  place.textContent = text;
}

// Beneath a field may stand what fits, as radio buttons of its name: of its values the last one counts, as for the server.
function hasChoices(form, name) {
  const controls = form.elements.namedItem(name);
  return controls instanceof RadioNodeList && [...controls].some(({ type }) => type === "radio");
}

function typed(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || NEVER.has(name)) continue;
    if (hasChoices(form, name)) fields[name] = [value];
    else (fields[name] ??= []).push(value);
  }
  return fields;
}

// What was typed goes back onto a page that may be newer than it: only what its writer changed, and not what the server
// has taken since. `base` is what the server had, `sent` what was on its way to it, `fields` what stood in the form.
// Where the server compares (`compares`), it is told of a third value, and its writer decides.
function wanted({ fields, base, sent, compares }, name, now) {
  const [typedThen, before, underWay] = [fields, base, sent ?? base].map((state) => state[name] ?? []);
  const same = (one, other) => one.length === other.length && one.every((value, place) => value === other[place]);
  if (now.length > 1 || typedThen.length > 1 || before.length > 1) return null;
  return !same(typedThen, before) && (compares || !same(typedThen, underWay) || same(now, before)) ? typedThen : null;
}

function chosen({ fields, base, sent }, name, value, now) {
  const [typedThen, before, underWay] = [fields, base, sent ?? base].map((state) => (state[name] ?? []).includes(value));
  return typedThen !== before && (typedThen !== underWay || now === before) ? typedThen : now;
}

// Rows are numbered by their place: one that has another row's words now is left alone.
function movedRows(kept, now) {
  const moved = new Set();
  const names = new Set([kept.fields, kept.base, now].flatMap(Object.keys));
  for (const name of names) {
    const [row] = name.match(/^.+-\d+-/) ?? [];
    const known = [kept.fields, kept.base, kept.sent ?? kept.base].map((state) => String(state[name] ?? []));
    if (row && !known.includes(String(now[name] ?? []))) moved.add(row);
  }
  return moved;
}

// Whether anything on the page changed by it.
function putBack(form, kept) {
  const now = typed(form);
  const moved = movedRows(kept, now);
  for (const control of form.elements) {
    const { name, type } = control;
    if (!name || NEVER.has(name) || ["file", "hidden", "password", "submit"].includes(type)) continue;
    if (moved.has(name.match(/^.+-\d+-/)?.[0])) continue;
    if (type === "checkbox") control.checked = chosen(kept, name, control.value, control.checked);
    else if (control.multiple) for (const option of control.options) option.selected = chosen(kept, name, option.value, option.selected);
    else {
      const values = wanted(kept, name, now[name] ?? []);
      if (type === "radio") control.checked = values ? values.includes(control.value) : control.checked;
      else if (values?.length) control.value = values[0];
    }
  }
  return JSON.stringify(now) !== JSON.stringify(typed(form));
}

function store(key, kept) {
  try {
    if (kept) localStorage.setItem(key, JSON.stringify(kept));
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

async function namesKept(answer) {
  try {
    return (await answer.json()).kept ?? [];
  } catch {
    return [];
  }
}

// What the page showed, and what may have been saved while no answer came: the server compares with both.
function shownIn(form) {
  const field = form.elements.namedItem("shown");
  if (!field) return null;
  const also = document.createElement("input");
  [also.type, also.name] = ["hidden", "sent"];
  form.append(also);
  return {
    shown: JSON.parse(field.value || "{}"),
    lost: [],
    says(name, values = []) {
      this.shown[name] = values;
      field.value = JSON.stringify(this.shown);
    },
    unsure(states) {
      this.lost = states.slice(-5);
      also.value = JSON.stringify(this.lost);
    },
  };
}

// How far the whole has come stands outside of the form: the server sends it again with what it keeps.
const progress = () => document.querySelector("[data-progress]");

async function showProgress(answer) {
  if (answer.status !== 200) return;
  const come = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
  if (come) progress()?.replaceWith(come);
}

// What somebody else changed is said where the page begins, and to whoever does not see it.
function sayAbove(form) {
  const notice = document.createElement("div");
  notice.className = "mg-notice mg-notice-warn";
  notice.tabIndex = -1;
  notice.setAttribute("role", "alert");
  const sentence = document.createElement("p");
  notice.append(sentence);
  say(sentence, "stale");
  form.before(notice);
  notice.focus();
}

function statusOf(form) {
  const place = document.createElement("p");
  place.className = "mg-kept";
  place.setAttribute("role", "status");
  form.append(place);
  return place;
}

// Who signed in again, beside this page, has a new secret: whether the form has it now.
async function hasNewSecret(form) {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const name = "csrfmiddlewaretoken", secret = page.querySelector(`main [name="${name}"]`)?.value;
  if (!secret || (page.body.dataset.reader ?? "") !== reader) return false;
  form.elements.namedItem(name).value = secret;
  return true;
}

function keep(form) {
  const key = `kept:${reader}:${form.dataset.autosaveKey ?? location.pathname}`;
  const place = statusOf(form);
  let timer = 0;
  let running = null;
  let again = false;
  let passing = false;
  let leaving = false;
  let stale = false;
  let typedSince = false;
  let going = false;
  let renewed = false;
  let base = typed(form);
  let sent = null;
  const seen = shownIn(form);

  const keepHere = () => store(key, { fields: typed(form), base, sent });

  // What the server keeps of the last try: all of it, or the fields it names.
  function answered(names) {
    for (const name of names ?? new Set([...Object.keys(seen?.shown ?? {}), ...Object.keys(sent)])) seen?.says(name, sent[name]);
    seen?.unsure([]);
  }

  function arrived() {
    [base, sent] = [sent, null];
    if (typedSince) keepHere();
    else store(key, null);
  }

  // No answer of ours: everything is kept here and sent again.
  function unanswered(word) {
    seen?.unsure([...seen.lost, sent]);
    typedSince = true;
    say(place, word);
    clearTimeout(timer);
    timer = setTimeout(send, RETRY_MS);
    return false;
  }

  // Whether the server answered at all; what it said stands beside the form.
  async function once() {
    again = typedSince = false;
    sent = typed(form);
    if (stored(key)) keepHere();
    try {
      const answer = await fetch(form.action || location.href, {
        method: "POST", body: new FormData(form), redirect: "manual",
        headers: { "X-Autosave": "1", ...(progress() ? { "X-Progress": "1" } : {}) },
      });
      if (answer.status === 204 || answer.status === 200) {
        answered();
        renewed = false;
        const version = answer.headers.get("X-Version");
        const field = form.elements.namedItem("version");
        if (version && field) field.value = version;
        if (!going) arrived();
        say(place, "kept");
        await showProgress(answer);
      } else if (answer.status === 409) {
        stale = true;
        answered(await namesKept(answer));
        [place.dataset.kept, place.textContent] = ["stale", ""];
        sayAbove(form);
      } else if (answer.status === 422) {
        answered(await namesKept(answer));
        say(place, "unfinished");
      } else if (answer.status === 403 && !renewed && await hasNewSecret(form)) {
        again = renewed = true;
      } else if (answer.status >= 500 || answer.status === 429) {
        return unanswered("unanswered");
      } else {
        seen?.unsure([...seen.lost, sent]);
        say(place, answer.status === 401 ? "signed_out" : "here");
      }
      return true;
    } catch {
      return unanswered("offline");
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
    keepHere();
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
      sent = typed(form);
      if (stored(key)) keepHere();
      return;
    }
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    keepThenLeave(event.submitter);
  }

  const before = stored(key);
  if (before?.fields && before.base) {
    typedSince = true;
    // A page that refuses shows words which the server has not taken.
    if (document.querySelector("main [data-focus]")) base = before.base;
    const then = typed(form);
    if (putBack(form, { ...before, compares: Boolean(seen) })) say(place, "back");
    for (const [name, value] of Object.entries(typed(form))) {
      if (String(value) !== String(then[name] ?? [])) seen?.says(name, before.base[name]); // what its writer saw
    }
    if (before.sent) seen?.unsure([before.sent]);
    keepHere();
    send();
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", submitted);
  // The page that comes may have been written before what is on its way arrives: it finds the words here.
  window.addEventListener("beforeunload", () => { going = true; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) passing = leaving = going = false; });
  window.addEventListener("online", () => { if (stored(key)) send(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && place.dataset.kept === "signed_out") send(); });
}

for (const form of document.querySelectorAll("form[data-autosave]")) keep(form);

// What was typed into any other form is held by this tab while it is on its way. Where the answer is none of ours (no
// connection, an error of what stands in between) it stands in the form again when its writer comes back to it.
function hold() {
  const [arrival] = performance.getEntriesByType("navigation");
  const from = document.referrer && new URL(document.referrer).pathname;
  const isAnswer = ({ path, action }) => arrival?.type !== "back_forward" && path === from
    && (arrival?.redirectCount > 0 || action === location.pathname);
  // What a page that refuses shows has not been taken: it counts as typed, as on the page before.
  const refuses = document.querySelector("main [data-focus]"), bases = {};
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith("held:"))) {
    const held = JSON.parse(sessionStorage.getItem(key));
    if (refuses && isAnswer(held)) bases[key] = held.base;
    if (!key.startsWith(`held:${reader}:`) || isAnswer(held) || Date.now() - held.at > HELD_MS) sessionStorage.removeItem(key);
  }
  const never = "[data-autosave], [data-file], :has([type=password], [autocomplete=one-time-code])";
  const forms = [...document.querySelectorAll(`main form[method=post]:not(${never})`)];
  for (const [number, form] of forms.entries()) {
    const path = location.pathname, key = `held:${reader}:${path}:${number}`, base = bases[key] ?? typed(form);
    const held = JSON.parse(sessionStorage.getItem(key));
    if (held && putBack(form, held)) say(statusOf(form), "back");
    form.addEventListener("submit", () => {
      const fields = typed(form);
      if (JSON.stringify(fields) === JSON.stringify(base)) return;
      const action = new URL(form.getAttribute("action") ?? "", location.href).pathname;
      sessionStorage.setItem(key, JSON.stringify({ fields, base, path, action, at: Date.now() }));
    });
  }
}

try {
  if (reader) hold();
} catch {
  // The browser allows no storage: its own back button still has what was typed.
}

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
