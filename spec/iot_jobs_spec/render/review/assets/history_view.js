// The numbered list of the steps. Entries that stay the same are not rebuilt at each step.

const historyView = (() => {
  let listed = [];

  /** Show the steps of a play; `moved` is called when a click has gone to one. */
  function draw(play, resultWords, moved) {
    const entries = play.entries();
    const list = byId("history");
    const differs = listed.findIndex((entry, at) => entry !== entries[at]);
    if (differs >= 0) every("li", list).slice(differs).forEach((one) => one.remove());
    const kept = list.childElementCount;
    list.append(...entries.slice(kept).map((entry, at) => item(entry, resultWords(entry, entry.step), kept + at + 1, () => { play.goTo(kept + at + 1); moved(); })));
    listed = entries;
    every("li", list).forEach((one, at) => {
      one.className = at < play.at() ? "" : "undone";
      one.toggleAttribute("aria-current", at === play.at() - 1);
    });
    const current = list.children[play.at() - 1];
    current?.setAttribute("aria-current", "step");
    byId("undo").disabled = play.at() === 0;
    byId("redo").disabled = play.at() === play.length();
    byId("history-note").textContent = entries.length ? "" : "No steps yet.";
    if (current) list.scrollTop = current.offsetTop - list.clientHeight / 2;
  }
  function item(entry, result, number, go) {
    return make("li", {},
      make("button", { class: "linklike", title: "go to after this step", "data-at": number, on: { click: go } }, stepWords(entry.step)),
      make("span", { class: entry.answer?.error ? "error" : "quiet" }, ` ${result}`));
  }

  return { draw };
})();
