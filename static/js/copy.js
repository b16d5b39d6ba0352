// Copies the text of a box at the press of a button, where the browser lets pages do so.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const box = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(box.value);
      button.textContent = button.dataset.copied;
    } catch {
      box.select();
    }
  });
}
