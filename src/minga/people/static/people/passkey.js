// Shows what needs passkeys where the browser knows them, and says so when a device hands none over.
if (window.PublicKeyCredential) {
  for (const piece of document.querySelectorAll("[data-needs-passkey]")) piece.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  const problem = document.querySelector("[data-passkey-problem]");
  if (problem) {
    event.preventDefault();
    problem.hidden = false;
  }
});
