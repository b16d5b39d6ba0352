/* The colour switch answers at once and is remembered for a year; without JavaScript it is a form. */
for (const input of document.querySelectorAll("input[name=theme]")) {
  input.addEventListener("change", () => {
    const root = document.documentElement;
    if (input.value === "auto") root.removeAttribute("data-theme");
    else root.dataset.theme = input.value;
    document.cookie = `theme=${input.value}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  });
}
