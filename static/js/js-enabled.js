// The first script in the body, classic and blocking: it marks the page before it is drawn, so that
// conditional questions do not flash. It is a file because no inline script may run.
document.body.className +=
  " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
