
// The lawyer's pages: files dropped side by side, their upload with its progress, and a comparison narrowed in place.

function tooLarge(form) {
  const most = Number(form.dataset.most);
  return [...form.querySelectorAll("input[type=file]")].find((each) => each.files[0]?.size > most);
}

function uploaded(form) {
  const told = form.querySelector("[data-said]");
  const shown = form.querySelector("[data-progress]");
  const bar = shown.querySelector("progress");
  const target = document.querySelector(form.dataset.upload);
  let running = null;
  const say = (words) => (told.textContent = words);

  const finished = (request) => {
    shown.hidden = true;
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = answer.querySelector("main"); // a refusal of the whole request is a page
    target.replaceChildren(...(main ?? answer.body).childNodes);
    const bad = (target.querySelector("[data-refused]")?.dataset.refused ?? "").split(" ");
    for (const zone of form.querySelectorAll("[data-zone]"))
      zone.classList.toggle("bad", bad.includes(zone.dataset.zone) || bad.includes("both"));
    const sides = target.querySelector(".sheet.sides") !== null;
    form.closest("main").className = sides ? "full" : "wide";
    begun(target);
    target.scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  };

  const send = () => {
    running?.abort();
    const large = tooLarge(form);
    shown.hidden = false;
    bar.hidden = Boolean(large);
    if (large) {
      say(`${large.files[0].name} is larger than ${Math.floor(form.dataset.most / 1048576)} MB; choose a smaller file.`);
      return;
    }
    const request = (running = new XMLHttpRequest());
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
      say("Sending the files…");
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      say("Comparing…");
    });
    request.addEventListener("load", () => finished(request));
    request.addEventListener("error", () => {
      bar.hidden = true;
      say("The server could not be reached, or a file changed after it was chosen: choose it again.");
    });
    request.send(new FormData(form));
  };

  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-file")) return;
    event.preventDefault();
    send();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "layout" && target.querySelector(".sheet")) send();
  });
}

function zoned(form) {
  const fields = [...form.querySelectorAll("[data-zone] input[type=file]")];
  for (const zone of form.querySelectorAll("[data-zone]")) {
    const over = (is) => (event) => {
      event.preventDefault();
      zone.classList.toggle("over", is);
    };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      const files = [...event.dataTransfer.files];
      const own = zone.querySelector("input[type=file]");
      const places = files.length > 1 ? fields : [own]; // two files at once: the first is the older one
      places.forEach((field, at) => {
        const one = new DataTransfer();
        if (files[at]) one.items.add(files[at]);
        field.files = one.files;
      });
    });
  }
}

function narrowing(box) {
  const root = box.parentElement;
  const chosen = [...box.querySelectorAll("select")];
  const count = root.querySelector("[data-count]");
  const none = root.querySelector("[data-none]");
  const all = count.textContent;
  const narrow = () => {
    const sets = chosen.filter((each) => each.value).map((each) => new Set(each.value.split(" ")));
    const shown = new Set();
    for (const row of root.querySelectorAll(".sheet > .row, .sheet > .aside")) {
      const numbers = (row.dataset.changes ?? "").split(" ").filter((each) => sets.every((set) => set.has(each)));
      row.hidden = sets.length > 0 && !numbers.some(Boolean);
      numbers.filter(Boolean).forEach((each) => shown.add(each));
    }
    count.textContent = sets.length ? `${shown.size} of ${all}` : all;
    if (none) none.hidden = !sets.length || shown.size > 0;
  };
  box.addEventListener("change", narrow);
  box.querySelector("[data-all]").addEventListener("click", () => {
    chosen.forEach((each) => (each.value = ""));
    narrow();
  });
  box.hidden = false;
}

function begun(root) {
  root.querySelectorAll("[data-narrow]").forEach(narrowing);
  root.querySelectorAll("[data-stepper]").forEach(stepped);
}

document.querySelectorAll("form[data-upload]").forEach((form) => {
  uploaded(form);
  zoned(form);
});
document.querySelectorAll("form[data-zones]").forEach(zoned);
document.querySelectorAll("[data-narrow]").forEach(narrowing);
