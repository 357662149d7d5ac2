// On a phone the facets begin closed; what was open stays open when results are swapped.
const phone = matchMedia("(max-width: 899px)");
let open = !phone.matches;

function settle() {
  const all = document.querySelector(".op-facets-all");
  if (!all) return;
  all.open = open || !phone.matches;
  all.addEventListener("toggle", () => { open = all.open; });
}

settle();
phone.addEventListener("change", settle);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "found" || event.target.querySelector?.("#found")) settle();
});
