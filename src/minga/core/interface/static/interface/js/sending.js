// A form with a file: says how much of it has arrived. When the connection is lost the page stays, with everything that
// was typed and chosen, says so, and the form may be sent again. Without this the browser sends it, and shows its own page.
const STALLED_MS = 45_000; // nothing moved for so long: the connection is gone, whatever the device believes
const ANSWER_MS = 180_000; // a long list is read before the answer comes
const STEP = 10; // per cent: whoever has the page read aloud is not told of each one
const words = document.querySelector("template[data-words]")?.content;
const place = () => document.querySelector(".mg-waiting");

function say(name, number = "") {
  const text = words?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
  if (place()) place().textContent = text.replace("[number]", number);
}

function chosenIn(form) {
  const fields = [...form.elements].filter((field) => field.type === "file" && field.files.length);
  return fields.map((field) => [field.name, field.files]);
}

// A refusal comes as the page it is: its middle takes the place of ours. Files that were not refused stay chosen.
function show(text, form) {
  const page = new DOMParser().parseFromString(text, "text/html"), main = page.querySelector("main");
  if (!main) return false;
  const chosen = chosenIn(form);
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  for (const [name, files] of chosen) {
    const field = document.querySelector(`main input[type="file"][name="${CSS.escape(name)}"]`);
    if (field && field.getAttribute("aria-invalid") !== "true") field.files = files;
  }
  (main.querySelector("[data-focus]") ?? main).focus();
  return true;
}

function send(form, button) {
  const request = new XMLHttpRequest(), data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  let timer = 0, told = 0;
  const wait = (time) => {
    clearTimeout(timer);
    timer = setTimeout(() => request.abort(), time);
  };
  const end = (word) => {
    clearTimeout(timer);
    button?.removeAttribute("aria-busy");
    delete form.dataset.sending;
    say(word);
  };
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    wait(STALLED_MS);
    const come = Math.floor((100 * loaded) / total / STEP) * STEP;
    if (come > told && come < 100) say("sent_so_far", (told = come));
  });
  request.upload.addEventListener("load", () => {
    wait(ANSWER_MS);
    say("sent_whole");
  });
  request.addEventListener("load", () => {
    const onward = request.getResponseHeader("X-Onward");
    if (onward) location.assign(onward);
    else end(show(request.responseText, form) ? "" : "file_lost");
  });
  for (const name of ["error", "abort"]) request.addEventListener(name, () => end("file_lost"));
  request.open("POST", form.action);
  request.setRequestHeader("X-Sends-File", "1");
  request.send(data);
  wait(STALLED_MS);
  form.dataset.sending = "1";
  button?.setAttribute("aria-busy", "true");
  say("sending_file");
}

// After a form's own listeners and before busy.js, which leaves alone what is held back.
document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter ?? form.querySelector("button");
  if (event.defaultPrevented || form.enctype !== "multipart/form-data" || form.hasAttribute("data-verify-file")) return;
  if (!form.dataset.sending && !chosenIn(form).length) return;
  event.preventDefault();
  if (form.dataset.sending) say("once");
  else send(form, button);
});
