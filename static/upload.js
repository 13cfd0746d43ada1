// Uploads with progress, file by file, and fields that select themselves to be copied. All works without.
(() => {
  const copied = (field) => field.matches?.(".copied") && field.select();
  document.addEventListener("focusin", ({ target }) => copied(target));

  const form = document.querySelector("#bring");
  if (!form) return;
  const picked = form.querySelector('input[type="file"]');
  const list = form.querySelector(".progress");
  const arrived = [];

  const send = (file) => new Promise((done) => {
    const line = document.createElement("li");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    bar.max = 1;
    bar.value = 0;
    said.textContent = file.name;
    line.append(said, " ", bar);
    list.append(line);
    const finish = (why) => {
      bar.remove();
      if (why) { line.className = "error"; said.textContent = `${file.name}: ${why}`; }
      else said.textContent = `${file.name} is here.`;
      done(!why);
    };
    const body = new FormData();
    body.append("files", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = event.loaded / event.total;
      // All is sent, and the picture is being made: how long that takes nobody knows.
      if (event.loaded === event.total) bar.removeAttribute("value");
    });
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* an error page */ }
      const [refused] = answer.refused ?? [];
      if (refused) return finish(refused.why);
      const [taken] = answer.taken ?? [];
      if (!taken) return finish("it was not taken. Reload the page and try again.");
      arrived.push(taken.id);
      finish();
    });
    request.addEventListener("error", () => finish("the connection broke off. Send it again."));
    request.send(body);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    list.hidden = false;
    list.replaceChildren();
    let isAllWell = true;
    for (const file of picked.files) isAllWell = (await send(file)) && isAllWell;
    button.disabled = false;
    if (isAllWell && arrived.length > 0) location.assign(`/admin/media?arrived=${arrived.join(".")}`);
    else form.reset();
  });
})();
