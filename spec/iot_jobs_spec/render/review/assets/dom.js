// Small helpers for the document: make an element, find one, say something to a screen reader.

const byId = (id) => document.getElementById(id);
const every = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element with properties, attributes (names with a dash, and `role`) and children. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (name.includes("-") || name === "role") element.setAttribute(name, value === true ? "true" : String(value));
    else element[name] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
}

/** Scroll a box to what is chosen in it, and make it as high as whole rows. */
function showRow(box, chosen) {
  box.style.height = "";
  const ends = every("tr", box).map((row) => row.offsetTop + row.offsetHeight).filter((end) => end <= box.clientHeight);
  if (box.scrollHeight > box.clientHeight) box.style.height = `${Math.max(0, ...ends) + 1}px`;
  if (chosen) box.scrollTop += chosen.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom + 60;
}

/** Said politely by a screen reader, and seen by nobody. */
function announce(words) {
  byId("announcer").textContent = words;
}

/** Buttons of a group of tabs: arrows move, the chosen one shows its panel. */
function tabs(list, chosen) {
  const buttons = every('[role="tab"]', list);
  const choose = (button, focus) => {
    for (const other of buttons) {
      const on = other === button;
      other.setAttribute("aria-selected", String(on));
      other.tabIndex = on ? 0 : -1;
      byId(other.getAttribute("aria-controls")).classList.toggle("shown", on);
    }
    if (focus) button.focus();
    chosen(button.id);
  };
  buttons.forEach((button, at) => {
    button.addEventListener("click", () => choose(button, false));
    button.addEventListener("keydown", (event) => {
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      choose(buttons[(to + buttons.length) % buttons.length], true);
    });
  });
  return (id) => choose(byId(id), false);
}
