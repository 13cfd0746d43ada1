// Pictures in the editor: from the library, by drop and by paste, put where the cursor is. All works without, by the
// library in another tab.
(() => {
  const source = document.querySelector("#source");
  const files = document.querySelector("#files");
  const said = document.querySelector(".progress-line");
  if (!source || !files) return;
  const tell = (words) => { said.textContent = words; };

  // A picture stands in a paragraph of its own unless it is put into a line.
  const put = (text) => {
    const before = source.value.slice(0, source.selectionStart);
    const after = source.value.slice(source.selectionEnd);
    const lead = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const tail = after === "" || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    source.focus();
    source.setRangeText(`${lead}${text}${tail}`, source.selectionStart, source.selectionEnd, "end");
    source.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const send = (file) => new Promise((done) => {
    const body = new FormData();
    body.append("files", file);
    const request = new XMLHttpRequest();
    request.open("POST", "/admin/media");
    request.setRequestHeader("accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      tell(loaded < total ? `${file.name}: ${Math.floor((100 * loaded) / total)} %` : `${file.name} is being made ready.`);
    });
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* an error page */ }
      const [refused] = answer.refused ?? [];
      const [taken] = answer.taken ?? [];
      if (taken) { put(taken.markdown); tell(`${file.name} stands in the text.`); }
      else tell(`${file.name}: ${refused ? refused.why : "it was not taken. Save, reload the page and try again."}`);
      done(Boolean(taken));
    });
    request.addEventListener("error", () => { tell(`${file.name}: the connection broke off.`); done(false); });
    request.send(body);
  });

  const sendAll = async (list) => { for (const file of list) if (!(await send(file))) return; };

  files.addEventListener("change", async () => {
    await sendAll([...files.files]);
    files.value = "";
  });
  document.querySelector('button[form="bring"]').hidden = true;
  source.addEventListener("paste", (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (pasted.length === 0) return;
    event.preventDefault();
    sendAll(pasted);
  });
  source.addEventListener("dragover", (event) => {
    if ([...event.dataTransfer.types].includes("Files")) event.preventDefault();
  });
  source.addEventListener("drop", (event) => {
    const dropped = [...event.dataTransfer.files];
    if (dropped.length === 0) return;
    event.preventDefault();
    sendAll(dropped);
  });

  // The library, shown over the text.
  const picker = document.createElement("dialog");
  picker.className = "picker";
  picker.setAttribute("aria-label", "Library");
  const find = document.createElement("form");
  find.className = "find";
  const words = Object.assign(document.createElement("input"), { type: "search", placeholder: "Find pictures by words" });
  words.setAttribute("aria-label", words.placeholder);
  const look = Object.assign(document.createElement("button"), { type: "submit", textContent: "Search" });
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
  const shelf = document.createElement("div");
  find.append(words, look, close);
  picker.append(find, shelf);
  document.body.append(picker);
  let choose = () => {};
  let shown = "";

  const show = async () => {
    const asked = new URLSearchParams({ show: shown, q: words.value });
    const answer = await fetch(`/admin/media?${asked}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(".shelf");
    const nothing = Object.assign(document.createElement("p"), { textContent: "Nothing here is like this." });
    shelf.replaceChildren(found ?? nothing);
  };
  const open = (kind, then) => {
    shown = kind;
    choose = then;
    picker.showModal();
    show();
  };
  find.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  close.addEventListener("click", () => picker.close());
  shelf.addEventListener("click", (event) => {
    const item = event.target.closest("li[data-markdown]");
    if (!item) return;
    event.preventDefault();
    picker.close();
    choose(item.dataset);
  });

  const offer = (beside, label, kind, then) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.addEventListener("click", () => open(kind, then));
    beside.append(button);
  };
  offer(document.querySelector(".bring-here .actions"), "Insert from the library", "", ({ markdown }) => put(markdown));
  const cover = document.querySelector("#cover");
  if (cover) {
    offer(cover.parentElement, "Choose a picture", "picture", ({ address }) => {
      cover.value = address;
      cover.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();
