// Connects the parts: panels, theme, print, copying, and the address.

(() => {
  const choosePanel = tabs(byId("panel-tabs"), (id) => { document.body.dataset.panel = id; });
  const toAsk = () => choosePanel("tab-ask");
  const toPlay = () => choosePanel("tab-play");
  drawings.onAsk(toAsk);
  filter.start(toAsk);
  explain.show(explain.welcome(), { fresh: true });

  // The address follows the play at intervals: a browser blocks scripts that change it too often.
  let timer = 0;
  let own = "";
  let following = false;
  function follow(fragment) {
    clearTimeout(timer);
    timer = setTimeout(() => { own = `#${fragment}`; history.replaceState(null, "", own); }, 250);
  }
  player.start((what, value) => {
    if (what === "why") { toAsk(); explain.show(explain.ofRules(ruleTitle(value), [value]), { fresh: true }); }
    else if (following) follow(value);
  });
  following = true;

  function complain(words) {
    const note = byId("note");
    note.hidden = !words;
    byId("note-text").textContent = words;
  }
  byId("note-close").addEventListener("click", () => complain(""));

  /** Open what the fragment of the address names: a play, a scenario or a rule. */
  function obey() {
    if (location.hash === own) return;
    const fragment = location.hash.slice(1);
    const value = fragment.slice(fragment.indexOf("=") + 1);
    complain("");
    if (!fragment || document.getElementById(fragment)) return;
    try {
      if (fragment.startsWith("play=")) { player.restore(link.read(fragment)); toPlay(); drawings.choose("tab-system"); }
      else if (fragment.startsWith("scenario=")) openScenario(decodeURIComponent(value));
      else if (fragment.startsWith("rule=")) openRule(decodeURIComponent(value));
      else throw new Error("it is no play, scenario or rule");
    } catch (error) {
      complain(`This link cannot be opened: ${error.message}. You see the start instead.`);
    }
  }
  function openScenario(name) {
    if (!spec.scenarios.some((one) => one.name === name)) throw new Error(`there is no scenario ${name}`);
    player.load(name);
    toPlay();
    drawings.choose("tab-system");
  }
  function openRule(id) {
    const rule = spec.rules.find((one) => one.id === id);
    if (!rule) throw new Error(`there is no rule ${id}`);
    toAsk();
    explain.show(explain.ofRules(ruleTitle(rule), [rule]));
  }
  addEventListener("hashchange", obey);
  byId("tab-play").addEventListener("click", () => { if (["view-tables", "view-whole"].includes(drawings.showing())) return; drawings.choose("tab-system"); });

  // Copying.
  const dialog = byId("copy");
  async function offer(title, text) {
    byId("copy-title").textContent = title;
    byId("copy-text").value = text;
    byId("copy-state").textContent = "";
    dialog.showModal();
    byId("copy-text").select();
    try {
      await navigator.clipboard.writeText(text);
      byId("copy-state").textContent = "Copied.";
    } catch {
      byId("copy-state").textContent = "Copy it with Ctrl+C.";
    }
  }
  byId("copy-code").addEventListener("click", () => offer("The history as boto3 code", player.code()));
  byId("copy-link").addEventListener("click", () => offer("The history as a link", `${location.href.split("#")[0]}#${player.fragment()}`));
  byId("copy-close").addEventListener("click", () => dialog.close());

  // Light and dark: as the system says, until the reader says otherwise.
  const root = document.documentElement;
  const wantsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : wantsDark.matches);
  function showTheme() {
    byId("theme").setAttribute("aria-pressed", String(isDark()));
  }
  byId("theme").addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; showTheme(); });
  wantsDark.addEventListener("change", showTheme);
  showTheme();
  byId("print").addEventListener("click", () => print());
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); byId("search").focus(); }
  });

  obey();
  root.dataset.ready = String(Math.round(performance.now()));
  // For the browser console and the tests.
  window.review = { engine, player, link, spec };
})();
