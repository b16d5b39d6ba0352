/* The day and the zone of a time of saving, for whoever points at it. What a browser loads to write them takes a phone a
   tenth of a second, so nothing is written before somebody asks. */
const AS_SAID = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };

document.addEventListener("pointerover", (event) => {
  const time = event.target.closest("time[data-clock]");
  if (time) time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang || undefined, AS_SAID);
});
