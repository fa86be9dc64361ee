// Connects the parts: panels, theme, print, copying, and the address.

(() => {
  const choosePanel = tabs(byId("panel-tabs"), (id) => { document.body.dataset.panel = id; });
  const hidden = () => document.body.classList.contains("wide");
  const toAsk = () => { showPanel(true); choosePanel("tab-ask"); };
  const toPlay = () => { showPanel(true); choosePanel("tab-play"); };
  // Who has hidden the panel wants the drawing: only a search, whose results are there, opens it.
  const besideAsk = () => choosePanel("tab-ask");
  drawings.onAsk(besideAsk);
  filter.start({ search: toAsk, choose: besideAsk });
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
    if (what === "why") showRule(value, { fresh: true });
    else if (following) follow(value);
  });
  following = true;

  function complain(words) {
    const note = byId("note");
    note.hidden = !words;
    byId("note-text").textContent = words;
  }
  byId("note-close").addEventListener("click", () => complain(""));

  function showRule(rule, how) {
    toAsk();
    explain.show(explain.ofRules(ruleTitle(rule), [rule]), how);
    drawings.mark(rule);
  }

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
    if (!spec.scenarios.some((one) => one.name === name)) throw new Error(`there is no scenario ${name} in the profile ${profile}`);
    player.load(name);
    toPlay();
    drawings.choose("tab-system");
    byId("scenario-next").focus();
  }
  function openRule(id) {
    const rule = spec.rules.find((one) => one.id === id);
    if (!rule) throw new Error(`there is no rule ${id} in the profile ${profile}`);
    showRule(rule);
  }
  addEventListener("hashchange", obey);

  // More room for the drawings: without the panel, and on the whole screen.
  const toggle = byId("panel-toggle");
  function showPanel(wanted) {
    if (!wanted && byId("panel").contains(document.activeElement)) toggle.focus();
    leaveBars();
    document.body.classList.toggle("wide", !wanted);
    toggle.setAttribute("aria-expanded", String(wanted));
  }
  const togglePanel = () => showPanel(hidden());
  /** In full screen the bars stay while something in them has the focus. */
  function leaveBars() {
    if (document.body.classList.contains("presenting") && document.activeElement.closest(".bar, .stage-bar")) document.activeElement.blur();
  }
  toggle.addEventListener("click", togglePanel);
  byId("legend-toggle").addEventListener("click", drawings.toggleLegend);
  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => announce("The browser permits no full screen."));
  }
  // A full screen is for the drawing alone; afterwards the panel is as it was before.
  let before = true;
  document.addEventListener("fullscreenchange", () => {
    const presenting = Boolean(document.fullscreenElement);
    if (presenting) before = !hidden();
    document.body.classList.toggle("presenting", presenting);
    showPanel(presenting ? false : before);
    leaveBars();
  });
  byId("full-screen").hidden = !document.fullscreenEnabled;
  byId("full-screen").addEventListener("click", fullScreen);
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
  /** The reader's choice, which the switch of profiles keeps. */
  function chooseTheme(name) {
    root.dataset.theme = name;
    for (const one of every("#profiles a")) one.search = new URLSearchParams({ profile: one.textContent, theme: name });
    showTheme();
  }
  byId("theme").addEventListener("click", () => chooseTheme(isDark() ? "light" : "dark"));
  if (["light", "dark"].includes(address.get("theme"))) chooseTheme(address.get("theme"));
  wantsDark.addEventListener("change", showTheme);
  showTheme();
  byId("print").addEventListener("click", () => print());
  const KEYS = {
    "/": () => byId("search").focus(),
    "+": zoom.enlarge, "=": zoom.enlarge, "-": zoom.reduce, 0: zoom.fitAll,
    f: fullScreen,
    p: togglePanel,
    l: drawings.toggleLegend,
    ...Object.fromEntries(every("#drawing-tabs button").map((tab) => [tab.dataset.number, () => drawings.choose(tab.id)])),
  };
  const STEPS = { ArrowRight: player.next, ArrowLeft: player.back, Enter: player.next, " ": player.next };
  const OWN_KEYS = { arrow: "input, select, textarea, [role=tab]", press: "input, select, textarea, button, a, summary, .hook" };
  /** Step through a scenario, unless the key belongs to what has the focus. */
  function steps(event) {
    const taken = event.target.closest?.(OWN_KEYS[event.key.startsWith("Arrow") ? "arrow" : "press"]);
    if (!Object.hasOwn(STEPS, event.key) || !player.scenarioName() || taken) return false;
    STEPS[event.key]();
    return true;
  }
  document.addEventListener("keydown", (event) => {
    if (dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const types = event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
    if (types || !(steps(event) || Object.hasOwn(KEYS, event.key))) return;
    event.preventDefault();
    KEYS[event.key]?.();
  });

  obey();
  root.dataset.ready = String(Math.round(performance.now()));
  // For the browser console and the tests.
  window.review = { engine, player, link, spec };
})();
