/* "Explore this chart": loads Plotly only now, from this server, and puts its chart in place of the drawing.
   Without JavaScript the buttons stay hidden; the drawing and its table say the same. */
const asked = (query) => matchMedia(query).matches;

/* The script is added once; after a failure the next click tries again. */
let loading = null;
const load = (source) => loading ??= new Promise((done, failed) => {
  const script = document.createElement("script");
  script.src = source;
  script.onload = done;
  script.onerror = () => { loading = null; script.remove(); failed(new Error("not loaded")); };
  document.head.append(script);
});

const isDark = () => {
  const theme = document.documentElement.dataset.theme;
  return theme === "dark" || (theme !== "light" && asked("(prefers-color-scheme: dark)"));
};

async function figureOf(button) {
  const address = new URL(button.dataset.explore, location.href);
  if (isDark()) address.searchParams.set("dark", "1");
  const [reply] = await Promise.all([fetch(address, { credentials: "same-origin" }), load(button.dataset.plotly)]);
  if (!reply.ok) throw new Error(String(reply.status));
  const figure = await reply.json();
  if (asked("(prefers-reduced-motion: reduce)")) figure.layout.transition = { duration: 0 };
  return figure;
}

function close(button, drawing, room) {
  globalThis.Plotly?.purge(room);
  room.remove();
  drawing.removeAttribute("hidden");
  button.textContent = button.dataset.label;
}

async function open(button, drawing) {
  const room = document.createElement("div");
  room.className = "explored";
  /* Heard like the drawing it stands for; the table has the figures. */
  room.setAttribute("role", "group");
  room.setAttribute("aria-label", drawing.getAttribute("aria-label") ?? "");
  try {
    const { data, layout, config } = await figureOf(button);
    /* The result may have been worked out anew meanwhile: then nobody waits for this chart any more. */
    if (!button.isConnected) return;
    drawing.setAttribute("hidden", "");
    drawing.after(room);
    await globalThis.Plotly.newPlot(room, data, layout, config);
    button.textContent = button.dataset.back;
  } catch {
    if (room.isConnected) close(button, drawing, room);
    button.textContent = button.dataset.failed;
  }
}

async function turn(button) {
  const chart = button.closest(".chart"), drawing = chart?.querySelector(":scope > svg");
  if (!drawing || button.getAttribute("aria-busy")) return;
  button.dataset.label ??= button.textContent;
  /* Not disabled, which would throw the keyboard's focus off the button. */
  button.setAttribute("aria-busy", "true");
  const room = chart.querySelector(":scope > .explored");
  if (room) close(button, drawing, room); else await open(button, drawing);
  button.removeAttribute("aria-busy");
}

const show = (root) => { for (const button of root.querySelectorAll("[data-explore]")) button.hidden = false; };
show(document);
document.addEventListener("htmx:load", (event) => show(event.target));
/* What is swapped away must not go on listening for the window's size. */
document.addEventListener("htmx:beforeCleanupElement", (event) => {
  if (event.target.classList?.contains("explored")) globalThis.Plotly?.purge(event.target);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-explore]");
  if (button) turn(button);
});

/* An open chart takes on the other theme: Plotly draws colours, not classes. */
async function repaint() {
  for (const room of document.querySelectorAll(".chart > .explored")) {
    const button = room.parentElement.querySelector("[data-explore]");
    try {
      const { data, layout, config } = await figureOf(button);
      if (room.isConnected) await globalThis.Plotly.react(room, data, layout, config);
    } catch { /* the chart stays readable in the old colours */ }
  }
}
new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
