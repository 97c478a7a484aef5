// Before the page is drawn: what the reader chose on this device, so that nothing jumps or flashes.
(function () {
  var page = document.documentElement;
  page.classList.add("has-script");
  try {
    var mode = localStorage.getItem("sopress:mode");
    if (mode === "light" || mode === "dark") page.setAttribute("data-mode", mode);
    if (localStorage.getItem("sopress:large") === "yes") page.setAttribute("data-large", "");
    var role = localStorage.getItem("sopress:role");
    if (role) page.setAttribute("data-role", role);
  } catch (error) {
    // Some in-app browsers keep nothing; the page then follows the device.
  }
  // When the other scripts did not arrive, the page becomes the one that is read without any.
  window.addEventListener("load", function () {
    if (!page.classList.contains("is-ready")) page.classList.remove("has-script");
  });
})();
