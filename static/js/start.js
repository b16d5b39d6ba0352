/* The currency follows the country until somebody chooses one. Without JavaScript both are chosen by hand. */
const country = document.getElementById("id_country"), currency = document.getElementById("id_currency");
let chosen = false;
currency?.addEventListener("change", () => { chosen = true; });
country?.addEventListener("change", () => {
  const own = country.selectedOptions[0].dataset.currency;
  if (own && !chosen) currency.value = own;
});
