/* What a project's page can do without until it is shown. */
const soon = (module) => module.catch(() => {});

addEventListener("load", () => {
  soon(import("./panels.js"));
  soon(import("./keys.js"));
  soon(import("./print.js"));
  soon(import("./moments.js"));
  soon(import("./days.js"));
  if (document.querySelector("[data-updates]")) soon(import("./updates.js"));
}, { once: true });

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.term");
  if (!link || !link.showPopover || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  import("./words.js").then(({ open }) => open(link)).catch(() => location.assign(link.href));
});
