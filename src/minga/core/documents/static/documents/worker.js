// Keeps /verify/file and what it is drawn with, so that it opens without a connection. Nothing else is kept.
const KEPT = "minga-verify-1";
const PAGE = "/verify/file";

self.addEventListener("install", (event) => {
  event.waitUntil(keepPage().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keepPage() {
  const kept = await caches.open(KEPT);
  const answer = await fetch(PAGE, { credentials: "omit" });
  if (!answer.ok) return;
  const text = await answer.clone().text();
  await kept.put(PAGE, answer);
  const seen = new Set();
  await Promise.all(found(text, /(?:href|src)="(\/static\/[^"#]+)"/g, self.location.href).map((url) => keep(kept, url, seen)));
}

const found = (text, form, from) => [...text.matchAll(form)].map((one) => new URL(one[1], from).href);

// A style or script, and the modules that a script imports.
async function keep(kept, url, seen) {
  if (seen.has(url)) return;
  seen.add(url);
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) return;
  const text = url.endsWith(".js") ? await answer.clone().text() : "";
  await kept.put(new URL(url).pathname, answer);
  await Promise.all(found(text, /^import [^"']*["'](\.[^"']+)["']/gm, url).map((next) => keep(kept, next, seen)));
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = url.origin === self.location.origin && (url.pathname === PAGE || url.pathname.startsWith("/static/"));
  if (event.request.method !== "GET" || !ours) return;
  event.respondWith(answer(event.request, url));
});

async function answer(request, url) {
  const kept = await caches.open(KEPT);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && url.pathname.startsWith("/static/")) await kept.put(url.pathname, fresh.clone());
    return fresh;
  } catch (error) {
    const before = await kept.match(url.pathname, { ignoreSearch: true });
    if (before) return before;
    throw error;
  }
}
