// The scripts of every page, one after another. The page names this file alone, so that on a thin line its styles come first and
// the scripts afterwards; pages work without them meanwhile.
import "../vendor/htmx/htmx.js";
import "./minga.js";
import "./floating.js";
import "./keeping.js";
import "./keys.js";
import "./busy.js";
