// First script in the body, classic and blocking: it marks the page before anything is drawn, so
// that conditional questions do not flash. A file of its own because no inline script may run.
document.body.className +=
  " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
