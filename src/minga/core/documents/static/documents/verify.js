// Checks a certificate in the browser: choose or drop the PDF. Without this script the form asks the installation.
import { verifyCertificateFile } from "./seal.js";

const form = document.querySelector("[data-verify-file]");
const given = document.getElementById("mg-verify-data");

async function published(url) {
  if (!navigator.onLine) return null;
  try {
    const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// Number -> code of the reason; one without a reason was revoked all the same.
const reasonsOf = ({ revoked, reasons }) =>
  Object.fromEntries(revoked.map((number) => [number, reasons?.[number] ?? ""]));

const inLanguage = (words, language) =>
  words && typeof words === "object" ? words[language] || words.en || Object.values(words)[0] || "" : words || "";

function factRows(facts, data) {
  const say = (name) => inLanguage(facts[name], data.language);
  const day = (name) =>
    facts[name]
      ? new Date(`${facts[name]}T00:00:00Z`).toLocaleDateString(data.locale, { dateStyle: "long", timeZone: "UTC" })
      : "";
  const name = [facts.name, facts.name_other_script].filter(Boolean).join(" · ");
  const period = [day("starts"), day("ends")].filter(Boolean).join(" – ");
  const responsible = [facts.responsible_name, say("responsible_title")].filter(Boolean).join(" · ");
  return [
    ["number", facts.number], ["name", name], ["role", say("role")], ["service_content", say("service_content")],
    ["host_entity", say("host_entity")], ["duty_station", say("duty_station")], ["period", period],
    ["hours", Number(facts.hours).toLocaleString(data.locale)], ["issuer", say("issuer")],
    ["responsible_name", responsible], ["issued_on", day("issued_on")],
  ].filter(([, value]) => value);
}

function show(verdict, data) {
  const out = form.querySelector("[data-verdict]");
  const [title, remedy] = data.words[verdict.reason];
  const box = document.createElement("div");
  box.className = `mg-notice mg-notice-${verdict.ok ? "good" : "bad"}`;
  const add = (tag, text, parent = box) => {
    const node = parent.appendChild(document.createElement(tag));
    node.textContent = text;
    return node;
  };
  add("strong", title);
  if (data.reasons[verdict.why]) add("p", data.reasons[verdict.why]);
  if (remedy) add("p", remedy);
  if (verdict.ok && !verdict.revocationChecked) add("p", data.not_checked);
  out.replaceChildren(box);
  if (Object.keys(verdict.facts).length) {
    const list = document.createElement("dl");
    list.className = "mg-facts";
    for (const [name, value] of factRows(verdict.facts, data)) {
      const row = list.appendChild(document.createElement("div"));
      add("dt", data.labels[name], row);
      add("dd", value, row).dir = "auto";
    }
    out.append(list);
  }
  out.dataset.reason = verdict.reason;
}

async function check(file, data) {
  const out = form.querySelector("[data-verdict]");
  out.setAttribute("aria-busy", "true");
  const [bytes, keys, list] = await Promise.all([
    file.arrayBuffer(), published(data.keys_url), published(data.revoked_url),
  ]);
  // Without a connection, what was revoked before this page was made is still known; what was revoked since is not.
  const revoked = list ? reasonsOf(list) : data.revoked;
  const verdict = await verifyCertificateFile(new Uint8Array(bytes), keys?.keys ?? data.keys, revoked);
  show({ ...verdict, revocationChecked: keys !== null && list !== null }, data);
  out.removeAttribute("aria-busy");
}

if (form && given && globalThis.crypto?.subtle) {
  const data = JSON.parse(given.textContent);
  const input = form.querySelector("input[type=file]");
  // What is said of a browser that cannot check by itself no longer holds.
  for (const piece of form.querySelectorAll("[data-verify-button], [data-verify-sent]")) piece.hidden = true;
  for (const piece of form.querySelectorAll("[data-verify-here]")) piece.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", () => input.files.length && check(input.files[0], data));
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    if (event.dataTransfer.files.length) check(event.dataTransfer.files[0], data);
  });
  if (data.worker_url) navigator.serviceWorker?.register(data.worker_url).catch(() => {});
  form.dataset.ready = "true";
}
