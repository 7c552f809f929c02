// Runs before the first paint: a remembered theme must not flash. Also tells the style that script is there.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  } catch {
    // No storage, no memory: the system's preference holds.
  }
})();
