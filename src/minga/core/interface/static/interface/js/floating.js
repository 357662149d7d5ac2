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

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const piece = document.activeElement?.closest("details[data-floating][open]");
  close();
  piece?.querySelector("summary").focus();
});
