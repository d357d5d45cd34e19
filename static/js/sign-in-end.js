// The warning before a sign-in ends. Without this script the page says when it ends and has a link
// that opens a new tab, which starts the idle time again. Here a dialog says so in time, and its button
// does the same without leaving the page. Tabs tell each other when the end has moved.
const SELECTOR = '[data-module="portal-sign-in-end"]';
const EVERY = 1000; // milliseconds between two looks at the clock, which also runs while asleep

class SignInEnd {
  constructor(root) {
    this.root = root;
    this.dialog = root.querySelector("dialog");
    this.title = root.querySelector("h2");
    this.words = root.querySelector("[data-words]");
    this.stayButton = root.querySelector("[data-stay]");
    this.isClosed = false;
    this.read(root, Date.now());
    this.stayButton.addEventListener("click", () => this.stay());
    root.querySelector("[data-close]").addEventListener("click", () => {
      this.isClosed = true;
      this.dialog.close();
    });
    // Escape.
    this.dialog.addEventListener("cancel", () => {
      this.isClosed = true;
    });
    if ("BroadcastChannel" in window) {
      this.channel = new BroadcastChannel(`sign-in-end-${root.dataset.channel}`);
      this.channel.addEventListener("message", ({ data }) => this.take(data));
      this.tell();
    }
    this.timer = window.setInterval(() => this.look(), EVERY);
  }

  // Read the end from a page of ours that was answered at `now`.
  read(root, now) {
    this.endsAt = now + Number(root.dataset.seconds) * 1000;
    this.endWords = root.querySelector("[data-end]").textContent;
    this.stayUrl = root.dataset.stayUrl;
    this.warning = Number(root.dataset.warningSeconds) * 1000;
  }

  tell() {
    this.channel?.postMessage({ endsAt: this.endsAt, endWords: this.endWords, stayUrl: this.stayUrl });
  }

  take(end) {
    if (end.endsAt <= this.endsAt) return;
    Object.assign(this, end);
    this.moved();
  }

  moved() {
    this.root.querySelector("[data-end]").textContent = this.endWords;
    if (this.dialog.open) this.dialog.close();
    this.isClosed = false;
  }

  look() {
    const left = this.endsAt - Date.now();
    if (left <= 0) return this.end();
    if (left > this.warning || this.dialog.open || this.isClosed) return;
    this.stayButton.hidden = !this.stayUrl;
    this.say(
      this.stayUrl
        ? `You will be signed out at ${this.endWords} unless you choose “Stay signed in”.`
        : `You will be signed out at ${this.endWords}. Send what you are writing before then.`,
    );
  }

  say(words) {
    this.words.textContent = words;
    if (!this.dialog.open) this.dialog.showModal();
  }

  end() {
    window.clearInterval(this.timer);
    this.stayButton.hidden = true;
    this.title.textContent = "You have been signed out";
    this.say("You can still send this page. Sign in again straight afterwards, and we will show you what you typed.");
  }

  async stay() {
    this.stayButton.disabled = true;
    const asked = Date.now();
    try {
      const response = await fetch(this.stayUrl, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = page.querySelector(SELECTOR);
      if (!found) return this.end();
      this.read(found, asked);
      this.moved();
      this.tell();
    } catch {
      this.say("We could not reach the service. Check your connection and try again.");
    } finally {
      this.stayButton.disabled = false;
    }
  }
}

export function watchSignIn() {
  document.querySelectorAll(SELECTOR).forEach((root) => new SignInEnd(root));
}
