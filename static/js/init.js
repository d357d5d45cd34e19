// Start the GOV.UK Frontend components that our pages use. Every page works without them.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "../build/govuk-frontend.min.js";
import { Exit } from "./exit.js";
import { watchSignIn } from "./sign-in-end.js";

createAll(Exit);
createAll(Button, { preventDoubleClick: true });
createAll(CharacterCount);
createAll(Checkboxes);
createAll(ErrorSummary);
createAll(NotificationBanner);
createAll(Radios);
createAll(ServiceNavigation);
createAll(SkipLink);
watchSignIn();
