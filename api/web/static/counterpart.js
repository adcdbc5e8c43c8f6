// What the pages do beyond links and forms: a file dropped on a form, steps from change to change, printing.
// Everything here has a way without script.
"use strict";

function dropped(form) {
  const field = form.querySelector("input[type=file]");
  const over = (is) => (event) => {
    event.preventDefault();
    form.classList.toggle("over", is);
  };
  form.addEventListener("dragover", over(true));
  form.addEventListener("dragleave", over(false));
  form.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
  field.addEventListener("change", () => field.files.length && form.requestSubmit());
  // the same file may be chosen again after it was changed
  form.addEventListener("htmx:finally:request", () => form.reset());
}

function stepped(stepper) {
  const shown = () => [...document.querySelectorAll(".sheet [id^='change-']")].filter((each) => !each.closest("[hidden]"));
  let places = shown();
  if (!places.length) return;
  const told = stepper.querySelector("[data-at]");
  let at = -1;
  const go = (by) => {
    const last = places[at];
    last?.classList.remove("here");
    places = shown();
    if (!places.length) return;
    at = places.indexOf(last);
    at = at < 0 ? (by > 0 ? 0 : places.length - 1) : (at + by + places.length) % places.length;
    places[at].classList.add("here");
    places[at].scrollIntoView({ block: "center" });
    told.textContent = `${at + 1} of ${places.length}`;
  };
  for (const button of stepper.querySelectorAll("[data-step]"))
    button.addEventListener("click", () => go(Number(button.dataset.step)));
  document.addEventListener("keydown", (event) => {
    if (!stepper.isConnected) return;
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n" || event.key === "p") go(event.key === "n" ? 1 : -1);
  });
  told.textContent = `${places.length} marked`;
  stepper.hidden = false;
}

// on a narrow screen the page that is shown stands in sight among the tabs
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 20;
document.querySelectorAll("form.drop").forEach(dropped);
document.querySelectorAll("[data-stepper]").forEach(stepped);
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
