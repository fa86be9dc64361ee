// The profile that the address asks for: its rules, and its drawings instead of those in the page.

const everything = JSON.parse(byId("spec").textContent);
const profiles = Object.keys(everything.profiles);
const address = new URLSearchParams(location.search);
const profile = profiles.includes(address.get("profile")) ? address.get("profile") : profiles[0];
const { profiles: _, scenarios, ...shared } = everything;
const own = everything.profiles[profile];
const spec = { ...own, ...shared, scenarios: own.scenarios.map((name) => scenarios.find((one) => one.name === name)) };

if (profile !== profiles[0]) {
  document.title += `, profile ${profile}`;
  const drawn = new Map([...byId("others").content.children].map((part) => [part.dataset.view, part]));
  for (const view of every(".view, .legend-of")) {
    if (view.matches(".legend-of")) view.replaceChildren(...(drawn.get(view.id)?.childNodes ?? []));
    else if (drawn.has(view.id)) view.replaceChildren(view.firstElementChild, ...drawn.get(view.id).childNodes);
    else for (const one of [view, byId(view.getAttribute("aria-labelledby"))]) one.remove();
  }
}
/** The switch keeps the rule or the scenario of the address, where the other profile has it. */
function keepPlace() {
  const [kind, value] = location.hash.slice(1).split("=", 2);
  for (const one of every("#profiles a")) {
    const { rules, scenarios: told } = everything.profiles[one.textContent];
    const known = { rule: rules.map(({ id }) => id), scenario: told }[kind] ?? [];
    let name;
    try { name = decodeURIComponent(value); } catch { name = ""; }
    one.setAttribute("href", one.search + (known.includes(name) ? location.hash : ""));
  }
}
addEventListener("hashchange", keepPlace);
byId("profiles").hidden = profiles.length < 2;
byId("profiles").append(...profiles.map((name) =>
  make("a", { href: `?profile=${name}`, class: "choice", "aria-current": name === profile && "page" }, name)));
keepPlace();
