// "Exit this page": the component's button, overlay and triple Shift, with one difference. The
// component sets location.href, so that Back returns to the page. Here the history entry is replaced.
// Without this script the button is a plain link to the same address.
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

  // The component shows a page restored from the browser's cache. We reload it instead: after an
  // exit the server no longer knows the visitor and shows nothing of it.
  resetPage(event) {
    if (event && event.persisted) {
      document.body.classList.add("govuk-exit-this-page-hide-content");
      window.location.reload();
    }
  }
}
