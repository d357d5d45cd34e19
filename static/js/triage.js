// The keys of triage. Each key stands on its link as data-key, and the page works without this script.
// Keys can be switched off, because speech input may send letters that the user did not mean as keys.
const OFF = "triage-keys-off";
const TYPED = "textarea, select, input:not([type=radio]):not([type=checkbox])";

class Keys {
  constructor(root) {
    this.root = root;
    this.dialog = root.querySelector("dialog");
    this.decision = root.querySelector("#decide");
    this.toggle = this.button("keys-toggle");
    this.button("keys-open").addEventListener("click", () => this.dialog.showModal());
    this.button("keys-close").addEventListener("click", () => this.dialog.close());
    this.toggle.addEventListener("click", () => this.turn(!this.areOn));
    document.addEventListener("keydown", (event) => this.press(event));
    root.querySelector("[data-keys]").hidden = false;
    this.turn(this.areOn);
    if (window.location.hash === "#decide") this.enter();
  }

  button(name) {
    return this.root.querySelector(`button[name="${name}"]`);
  }

  get areOn() {
    return window.localStorage.getItem(OFF) === null;
  }

  turn(on) {
    window.localStorage[on ? "removeItem" : "setItem"](OFF, "1");
    this.toggle.textContent = on ? "Turn keys off" : "Turn keys on";
    this.root.classList.toggle("triage--keys", on);
    this.root.querySelectorAll("a[data-key]").forEach((link) => {
      if (on) return link.setAttribute("aria-keyshortcuts", link.dataset.key);
      return link.removeAttribute("aria-keyshortcuts");
    });
  }

  press(event) {
    if (!this.areOn || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest(TYPED)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (!/^[?1-9a-z]$/.test(event.key)) return;
    event.preventDefault();
    if (event.key === "?") return this.dialog.showModal();
    if (/[1-9]/.test(event.key)) return this.choose(Number(event.key) - 1);
    this.follow(event.key);
  }

  // Choose a programme, counted from the top.
  choose(index) {
    const radio = this.decision.querySelectorAll('input[type="radio"][name="programme"]')[index];
    radio?.click();
    radio?.focus();
  }

  follow(key) {
    const link = this.root.querySelector(`a[data-key="${key}"]`);
    if (link?.getAttribute("aria-current") === "page") return this.enter();
    link?.click();
  }

  // Go to what the decision still asks for: the first choice that is not made, or where there are no
  // choices the first empty box; otherwise to its button.
  enter() {
    const seen = (control) => control.getClientRects().length > 0;
    const find = (types) => [...this.decision.querySelectorAll(types)].filter(seen);
    const radios = find('form input[type="radio"]');
    const boxes = radios.length ? [] : find("form input, form textarea").filter((box) => !box.value);
    const isMade = (radio) => radios.some((other) => other.name === radio.name && other.checked);
    const [first] = [...radios.filter((radio) => !isMade(radio)), ...boxes, ...find("form button")];
    first?.focus();
  }
}

document.querySelectorAll('[data-module="triage-keys"]').forEach((root) => new Keys(root));
