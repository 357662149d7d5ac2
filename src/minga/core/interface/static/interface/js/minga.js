// What every page gets quicker with; beside it floating.js, keeping.js, keys.js and busy.js. Scripts have no words of their own:
// they stand in the page (interface/words.html). Without any of them every page works as well.
for (const button of document.querySelectorAll("[data-close]")) button.hidden = false;
const focus = document.querySelector("[data-focus]");
if (focus) focus.focus();

// The tab one stands on is never the one that is cut off.
for (const tab of document.querySelectorAll(".mg-tabs [aria-current]")) {
  const bar = tab.closest(".mg-tabs"), [inner, outer] = [tab, bar].map((node) => node.getBoundingClientRect());
  if (inner.left < outer.left || inner.right > outer.right) bar.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
}

// A table that has the room it needs does not scroll by itself, so that its head stays in sight while the page scrolls.
const room = new ResizeObserver((wraps) => {
  for (const { target } of wraps) target.toggleAttribute("data-whole", target.firstElementChild?.offsetWidth <= target.clientWidth);
});
for (const wrap of document.querySelectorAll(".mg-table-wrap")) room.observe(wrap);

const pictures = document.querySelectorAll("[data-chart]");
if (pictures.length) {
  const drawing = await import(pictures[0].dataset.drawing);
  drawing.draw(pictures);
}

if ("serviceWorker" in navigator && window.isSecureContext) {
  const speak = (worker) => worker?.postMessage({ language: document.documentElement.lang.toLowerCase() });
  navigator.serviceWorker.register("/sw.js").then((found) => speak(found.active ?? found.waiting ?? found.installing), () => {});
}
