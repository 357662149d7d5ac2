// What of the menu does not fit on its line moves below "More", and back where there is room again.
const more = document.querySelector(".mg-menu > .mg-menu-more");
let moved = 0;
function fit() {
  const [line, rest] = more.parentElement.querySelectorAll("ul");
  for (; moved; moved -= 1) line.append(rest.firstElementChild);
  more.hidden = !rest.firstElementChild;
  while (line.childElementCount > 1 && line.lastElementChild.offsetTop > line.firstElementChild.offsetTop) {
    more.hidden = false;
    rest.prepend(line.lastElementChild);
    moved += 1;
  }
}
if (more) {
  fit();
  addEventListener("resize", fit);
}

// What drops down (<details data-floating>) closes when one presses elsewhere, presses Escape or opens another.
function close(except) {
  for (const piece of document.querySelectorAll("details[data-floating][open]")) {
    if (!except || !piece.contains(except)) piece.open = false;
  }
}

document.addEventListener("click", (event) => {
  const away = event.target.closest("[data-close]");
  if (away) {
    const piece = away.closest("details");
    piece.open = false;
    piece.querySelector("summary").focus();
    return;
  }
  close(event.target);
});

// Nor does it stay open over what the keyboard has gone on to.
document.addEventListener("focusin", (event) => {
  for (const piece of document.querySelectorAll("details[data-floating][open]")) {
    if (!piece.contains(event.target)) piece.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const piece = document.activeElement?.closest("details[data-floating][open]");
  close();
  piece?.querySelector("summary").focus();
});
