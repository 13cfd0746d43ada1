// Proposes the browser's own time zone: whoever sets up a blog often sits elsewhere than its machine.
const zone = document.querySelector("[data-guess='zone']");
const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && guess && !zone.form.hasAttribute("data-again")) zone.value = guess;
