// The seal of a certificate, as seals.py defines it: read it, check it. Needs no connection and sends nothing.
import { verifyAsync } from "./vendor/ed25519.js";

const MARKS = { payload: "%minga-payload ", signature: "%minga-signature ", seal: "%minga-seal " };
const TAIL = /startxref\r?\n(\d{1,12})\r?\n%%EOF\r?\n?$/;
const FORMAT = "minga-certificate/1";
const SEAL_FORMAT = "minga-seal/1";

// One character for one byte, so that places in the text are places in the file.
const asText = (bytes) => new TextDecoder("windows-1252").decode(bytes);
const asBytes = (text) => new TextEncoder().encode(text);

const encode = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

function decode(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    return encode(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}

function toSign(context, bytes) {
  const head = asBytes(`${context}\0`);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return whole;
}

const holds = async (key, signature, message) => {
  try {
    return await verifyAsync(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
};

function open(text) {
  const [payloadAt, signatureAt, sealAt] = ["payload", "signature", "seal"].map(
    (name) => text.lastIndexOf(`\n${MARKS[name]}`) + 1,
  );
  if (!payloadAt && !signatureAt && !sealAt) return { broken: TAIL.test(text.slice(-64)) ? "no_seal" : "truncated" };
  const after = sealAt ? text.indexOf("\n", sealAt) + 1 : 0;
  if (!after) return { broken: text.trimEnd().endsWith("%%EOF") ? "changed_bytes" : "truncated" };
  if (!(payloadAt > 0 && payloadAt < signatureAt && signatureAt < sealAt)) return { broken: "changed_bytes" };
  const end = TAIL.exec(text.slice(Math.max(0, payloadAt - 64), payloadAt));
  const payload = decode(text.slice(payloadAt + MARKS.payload.length, signatureAt - 1));
  const signature = decode(text.slice(signatureAt + MARKS.signature.length, sealAt - 1));
  const seal = decode(text.slice(sealAt + MARKS.seal.length, after - 1));
  if (!end || !payload || !signature || !seal) return { broken: "changed_bytes" };
  return { payload, signature, seal, sealAt, after: text.slice(after), tail: `startxref\n${end[1]}\n%%EOF\n` };
}

function claims(payload) {
  try {
    const facts = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    return facts && facts.format === FORMAT ? facts : null;
  } catch {
    return null;
  }
}

const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const fingerprint = (digest) => Array.from(digest.subarray(0, 16), (one) => one.toString(16).padStart(2, "0")).join("");

// -> {ok, reason, facts, revocationChecked, why}. `revoked` holds the code of the reason by number, or is null where the
// list is out of reach.
export async function verifyCertificateFile(bytes, keys, revoked) {
  const text = asText(bytes);
  const refuse = (reason) => ({ ok: false, reason, facts: {}, revocationChecked: false, why: "" });
  if (!text.startsWith("%PDF-")) return refuse("not_pdf");
  const parts = open(text);
  if (parts.broken) return refuse(parts.broken);
  const facts = claims(parts.payload);
  if (!facts) return refuse("changed_payload");
  const key = keys.find((one) => one.key_id === facts.key_id);
  if (!key) return refuse("unknown_key");
  const publicKey = decode(key.public_key);
  if (!(await holds(publicKey, parts.signature, toSign(FORMAT, parts.payload)))) return refuse("changed_payload");
  const digest = await sha256(bytes.subarray(0, parts.sealAt));
  if (!(await holds(publicKey, parts.seal, toSign(SEAL_FORMAT, digest)))) return refuse("changed_bytes");
  if (parts.after !== parts.tail) return refuse(parts.tail.startsWith(parts.after) ? "truncated" : "changed_bytes");
  if (key.revoked_since && !(key.still_true || []).includes(fingerprint(await sha256(bytes)))) return refuse("revoked_key");
  const judged = (ok, reason, why = "") => ({ ok, reason, facts, revocationChecked: revoked !== null, why });
  if (facts.issuer_url !== key.issuer) return judged(false, "wrong_issuer");
  if (key.retired_on && String(facts.issued_on || "") > key.retired_on) return judged(false, "retired_key");
  if (revoked !== null && Object.hasOwn(revoked, facts.number)) return judged(false, "revoked", revoked[facts.number]);
  return judged(true, "valid");
}
