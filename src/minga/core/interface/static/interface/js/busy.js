// While an answer is on its way the page says so, and a second press of the same button sends nothing a second time.
const SOON_MS = 500; // an answer that comes sooner needs no words
const AGAIN_MS = 20_000; // then one may press again: the connection may be gone
const SLOW = 6; // bytes a millisecond, 50 kbit/s: a file may be on its way for that long
const words = document.querySelector("template[data-words]")?.content;
const held = new Map(); // form -> the button that was pressed
const place = document.createElement("p");
place.className = "mg-waiting";
place.setAttribute("role", "status");
document.body.append(place);
let timer = 0;

function say(name) {
  clearTimeout(timer);
  place.textContent = words?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
}

function later(name) {
  clearTimeout(timer);
  timer = setTimeout(say, SOON_MS, name);
}

function letGo(form) {
  held.get(form)?.removeAttribute("aria-busy");
  held.delete(form);
  if (!held.size) say("");
}

function bytesIn(form) {
  return [...new FormData(form).values()].reduce((sum, value) => sum + (value.size ?? 0), 0);
}

// After every listener of the form itself: what one of them has held back is not on its way.
window.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter ?? form.querySelector("button");
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (!navigator.onLine) {
    event.preventDefault();
    say("stays");
    return;
  }
  if (held.has(form) && held.get(form) === button) {
    event.preventDefault();
    say("once");
    return;
  }
  const bytes = bytesIn(form);
  held.set(form, button);
  button?.setAttribute("aria-busy", "true");
  later(bytes ? "sending_file" : "sending");
  setTimeout(letGo, form.hasAttribute("data-file") ? 4 * SOON_MS : AGAIN_MS + bytes / SLOW, form);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of [...held.keys()]) letGo(form);
});

// What is asked for a part of this page says for whom the page was drawn, and in which language: whoever has signed in or
// out since in another tab, or chosen another language there, is sent the whole page (interface/middleware.py).
document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-Drawn-For"] = `${document.documentElement.lang.toLowerCase()}:${document.body.dataset.reader ?? ""}`;
});

// Lists that change in place: what was pressed is on its way, did not arrive, or was refused and is opened as a page.
document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.boosted) later("loading"); });
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.boosted && event.detail.successful) say(""); });
document.addEventListener("htmx:sendError", (event) => { if (event.detail.boosted) say("lost"); });
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.boosted) location.assign(event.detail.pathInfo.finalRequestPath);
});

// A piece that renews itself leaves open what is open, and the keyboard where it is; where that is gone, at its heading.
const PLACES = "a, button, input:not([type=hidden]), select, textarea, summary";
let kept = null;

document.addEventListener("htmx:beforeSwap", ({ detail: { boosted, target } }) => {
  kept = null;
  if (boosted || !target?.id) return;
  const places = [...target.querySelectorAll(PLACES)], at = places.indexOf(document.activeElement);
  const open = [...target.querySelectorAll("details")].map((piece) => piece.open);
  kept = { at, words: places[at]?.textContent, open };
});

document.addEventListener("htmx:afterSwap", ({ detail: { boosted, target } }) => {
  const now = !boosted && kept && document.getElementById(target?.id);
  if (!now) return;
  const pieces = now.querySelectorAll("details");
  if (pieces.length === kept.open.length) for (const [number, piece] of pieces.entries()) piece.open = kept.open[number];
  if (kept.at < 0) return;
  const place = now.querySelectorAll(PLACES)[kept.at];
  if (place?.textContent === kept.words) {
    place.focus({ preventScroll: true });
    return;
  }
  const heading = now.querySelector("h2");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
});
