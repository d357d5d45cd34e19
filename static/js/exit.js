// "Exit this page": the component's button, overlay and triple Shift, with one difference. The
// component sets location.href, so Back returns to what was being read; here the entry is replaced.
// Without this file the button is a plain link to the same address.
import { ExitThisPage } from "../build/govuk-frontend.min.js";

export class Exit extends ExitThisPage {
  exitPage() {
    document.body.classList.add("govuk-exit-this-page-hide-content");
    const overlay = document.createElement("div");
    overlay.className = "govuk-exit-this-page-overlay";
    overlay.setAttribute("role", "alert");
    overlay.textContent = "Loading.";
    document.body.appendChild(overlay);
    document.title = "Loading";
    window.location.replace(this.$root.querySelector("a").href);
  }

  // The component uncovers a page brought back from the browser's memory. We ask the server
  // instead: after an exit it no longer knows the visitor and has nothing to show.
  resetPage(event) {
    if (event && event.persisted) {
      document.body.classList.add("govuk-exit-this-page-hide-content");
      window.location.reload();
    }
  }
}
