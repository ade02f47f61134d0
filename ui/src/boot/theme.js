// Runs before the first paint, so that a chosen theme never flashes the other one. As a file of its own: the page's
// content security policy allows no inline script. `design/theme.ts` writes what is read here.
(() => {
  try {
    const chosen = localStorage.getItem('to11.theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage is forbidden: the system's theme it is.
  }
})();
