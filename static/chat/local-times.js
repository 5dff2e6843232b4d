// Moments that the server has written by its own clock, by that of whoever reads them.

const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time[data-local]")))
  time.textContent = format.format(new Date(time.dateTime));
