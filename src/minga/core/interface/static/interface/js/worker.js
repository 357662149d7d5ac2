// The service worker: when a page cannot be fetched, the page “You are offline” in the reader's language. Keeps no
// other page, so nothing personal stays on the device.
const KEPT = "minga-offline-1";
const PAGE = "/offline";
const LANGUAGE = "/offline/language";

async function keepPage(language) {
  const cache = await caches.open(KEPT);
  const address = language ? `${PAGE}?lang=${encodeURIComponent(language)}` : PAGE;
  const answer = await fetch(address, { credentials: "omit", cache: "reload" });
  if (!answer.ok) return;
  const text = await answer.clone().text();
  await cache.put(PAGE, answer);
  await cache.put(LANGUAGE, new Response(language));
  const sheets = [...text.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, address]) => address);
  await Promise.all(sheets.map((sheet) => cache.add(sheet).catch(() => {})));
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepPage("").catch(() => {}).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    // Only its own older ones: the check of certificates keeps a page for itself.
    const old = (await caches.keys()).filter((name) => name.startsWith("minga-offline-") && name !== KEPT);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  const { language } = event.data ?? {};
  if (!language) return;
  event.waitUntil((async () => {
    const known = await (await caches.open(KEPT)).match(LANGUAGE);
    if (!known || await known.text() !== language) await keepPage(language).catch(() => {});
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.cache === "only-if-cached") return; // back to the answer of a form: only the browser itself may ask so
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => (await (await caches.open(KEPT)).match(PAGE)) ?? Response.error()));
  } else if (request.destination === "style") {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()));
  }
});
