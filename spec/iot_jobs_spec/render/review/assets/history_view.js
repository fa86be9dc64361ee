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
    // Around the current step; the first line that is seen is seen whole.
    list.style.paddingBottom = "0";
    const [room, all] = [list.clientHeight, list.scrollHeight];
    const first = current && every("li", list).find((one) => one.offsetTop >= current.offsetTop - room / 2);
    if (!first || all <= room) return;
    list.style.paddingBottom = `${Math.max(0, first.offsetTop + room - all)}px`;
    list.scrollTop = first.offsetTop;
  }
  function item(entry, result, number, go) {
    return make("li", {},
      make("button", { class: "linklike", title: "go to after this step", "data-at": number, on: { click: go } }, stepWords(entry.step)),
      make("span", { class: entry.answer?.error ? "error" : "quiet" }, ` ${result}`));
  }

  return { draw };
})();
