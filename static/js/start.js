/* The currency follows the country until somebody chooses one. Without JavaScript both are chosen by hand. */
(() => {
  "use strict";
  const country = document.getElementById("id_country"), currency = document.getElementById("id_currency");
  if (!country || !currency) return;
  let chosen = false;
  currency.addEventListener("change", () => { chosen = true; });
  country.addEventListener("change", () => {
    const own = country.selectedOptions[0].dataset.currency;
    if (own && !chosen) currency.value = own;
  });
})();
