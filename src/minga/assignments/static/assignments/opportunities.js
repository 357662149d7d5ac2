// On a phone the facets begin closed; what was open stays open when results are swapped.
const phone = matchMedia("(max-width: 899px)");
let open = !phone.matches;

function settle() {
  const all = document.querySelector(".op-facets-all");
  if (!all) return;
  all.open = open || !phone.matches;
  all.dataset.settled = "";
  all.addEventListener("toggle", () => { open = all.open; });
}

settle();
phone.addEventListener("change", settle);
// The results take the place of what was pressed: the keyboard goes on where the press can be undone, else at the number
// of results; whoever hears the page is told that number.
const asked = (search) => [...new URLSearchParams(search)].map((pair) => pair.join("=")).sort().join("&");
let before = null;

function goOn(found) {
  const count = found.querySelector(".op-count");
  document.querySelector("[data-found-said]").textContent = count.textContent;
  if (document.activeElement !== document.body) return;
  const ways = found.querySelectorAll(".op-switch, .mg-facet a, .op-sort a");
  const back = [...ways].find((way) => before !== null && asked(way.search) === before && way.checkVisibility());
  if (back) back.focus({ preventScroll: true });
  else count.focus();
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.boosted) before = detail.elt.closest(".mg-pager, form") ? null : asked(location.search);
});
document.addEventListener("htmx:afterSettle", (event) => {
  const found = document.getElementById("found");
  if (!found || !(event.target.id === "found" || event.target.contains?.(found))) return;
  settle();
  if (event.detail.boosted) goOn(found);
});
