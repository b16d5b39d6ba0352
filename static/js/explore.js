/* "Explore this chart": loads Plotly only now, and puts its chart in place of the drawing. */
(() => {
  "use strict";
  let loading = null;
  const load = (source) => loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = done;
    script.onerror = () => { loading = null; failed(new Error("not loaded")); };
    document.head.append(script);
  });
  const isDark = () => {
    const theme = document.documentElement.dataset.theme;
    return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  async function explore(button) {
    const chart = button.closest(".chart"), drawing = chart.querySelector(":scope > svg");
    const open = chart.querySelector(".explored");
    if (open) { globalThis.Plotly.purge(open); open.remove(); drawing.removeAttribute("hidden"); button.textContent = button.dataset.label; return; }
    button.dataset.label ??= button.textContent;
    button.disabled = true;
    try {
      const address = new URL(button.dataset.explore, location.href);
      if (isDark()) address.searchParams.set("dark", "1");
      const [reply] = await Promise.all([fetch(address, { credentials: "same-origin" }), load(button.dataset.plotly)]);
      if (!reply.ok) throw new Error(String(reply.status));
      const { data, layout, config } = await reply.json();
      const room = document.createElement("div");
      room.className = "explored";
      drawing.after(room);
      await globalThis.Plotly.newPlot(room, data, layout, config);
      drawing.setAttribute("hidden", "");
      button.textContent = button.dataset.back;
    } catch {
      button.textContent = button.dataset.failed;
    }
    button.disabled = false;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-explore]");
    if (button) explore(button);
  });
  for (const button of document.querySelectorAll("[data-explore]")) button.hidden = false;
  document.addEventListener("htmx:afterSwap", (event) => { for (const button of event.target.querySelectorAll?.("[data-explore]") ?? []) button.hidden = false; });
})();
