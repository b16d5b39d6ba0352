/* Passkeys: making one and showing one. What the device answers goes into a field of the form, which is then sent. */
const form = document.querySelector("form[data-passkey]");
const says = form.querySelector("[data-none]");
const login = document.querySelector("input[name=login]");
/* A user name that was typed is still there after a passkey was refused. */
const kept = "plumbline-signing-in";

const say = (key) => {
  says.textContent = says.dataset[key];
  says.hidden = false;
};

/* What was asked for stands in the page, or is fetched: the sign-in page asks only whoever has passkeys at all. */
async function asked() {
  const inPage = document.getElementById("passkey_options");
  if (inPage) return Object.values(JSON.parse(inPage.textContent))[0];
  const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(`${reply.status}`);
  return (await reply.json()).request_options;
}

function send(credential) {
  form.elements.credential.value = JSON.stringify(credential);
  if (login) sessionStorage.setItem(kept, login.value);
  form.submit();
}

async function make() {
  const options = await asked();
  /* Kept by the device, and shown only by whoever the device knows: it takes the place of a password. */
  options.publicKey.authenticatorSelection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return webauthnJSON.create(options);
}

/* The browser proposes passkeys at the user name; it waits for one choice at a time, so the button ends that. */
let proposing = new AbortController();
async function propose() {
  if (!login || !(await globalThis.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
  try {
    send(await webauthnJSON.get({ ...(await asked()), mediation: "conditional", signal: proposing.signal }));
  } catch {
    /* Nobody asked for it: whoever presses the button is told. */
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  says.hidden = true;
  if (!globalThis.PublicKeyCredential) return say("none");
  proposing.abort();
  proposing = new AbortController();
  try {
    send(form.dataset.passkey === "make" ? await make() : await webauthnJSON.get(await asked()));
  } catch (problem) {
    say({ NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "twice" }[problem.name] ?? "failed");
  }
});

if (login) {
  login.value ||= sessionStorage.getItem(kept) ?? "";
  sessionStorage.removeItem(kept);
  propose();
}
