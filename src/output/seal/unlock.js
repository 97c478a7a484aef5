// Opens a locked handbook: makes the key of the password, puts the page in the place of the question, and opens the
// styles, pictures, search data and downloads that the page asks for. Nothing is sent anywhere.
(function () {
  "use strict";
  const script = document.currentScript;
  const told = (name) => script.getAttribute("data-" + name);
  const root = told("root");
  const here = told("path");
  const form = document.getElementById("lock-form");
  const message = document.getElementById("lock-told");
  const name = "sopress-key-" + told("salt");
  const say = (text) => { message.textContent = text; };
  if (!window.crypto || !crypto.subtle) {
    // Browsers hide the cipher on http:// addresses other than this machine.
    say(told(location.protocol === "http:" ? "insecure" : "old"));
    return;
  }
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const utf8 = (text) => new TextEncoder().encode(text);
  let key = null;

  function open(path, sealed) {
    const all = bytes(sealed);
    const how = { name: "AES-GCM", iv: all.subarray(0, 12), additionalData: utf8(path) };
    return crypto.subtle.decrypt(how, key, all.subarray(12));
  }

  function fromPassword(password) {
    const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(told("salt")), iterations: Number(told("rounds")) };
    return crypto.subtle.importKey("raw", utf8(password), "PBKDF2", false, ["deriveBits"])
      .then((base) => crypto.subtle.deriveBits(how, base, 256));
  }

  function take(bits) {
    return crypto.subtle.importKey("raw", bits, "AES-GCM", false, ["decrypt"]).then((made) => {
      key = made;
      return open("", told("check"));
    });
  }

  // Kept until the window closes, or on this device when the reader wants it so. The key is kept, never the password.
  const stores = () => [window.sessionStorage, window.localStorage];
  function kept() {
    try { return stores().map((store) => store.getItem(name)).find(Boolean) || ""; } catch (error) { return ""; }
  }
  function keep(bits, always) {
    const text = btoa(String.fromCharCode.apply(null, new Uint8Array(bits)));
    try { stores()[always ? 1 : 0].setItem(name, text); } catch (error) { /* Asked again on the next page. */ }
  }
  function forget() {
    try { stores().forEach((store) => store.removeItem(name)); } catch (error) { /* Nothing was kept. */ }
  }

  // The path from the site's root, or nothing for what is not of this site.
  function pathOf(address) {
    if (!address || /^(data|blob|mailto|tel|javascript):/i.test(address)) return "";
    const base = new URL(root || "./", location.href).href;
    const whole = new URL(address, location.href).href.split(/[?#]/)[0];
    return whole.startsWith(base) ? whole.slice(base.length) : "";
  }

  // A sealed file is a script, so that it also comes from a disk.
  const taken = {};
  window.sopressSealed = function (path, sealed) { taken[path] = sealed; };
  const opened = {};
  function fetchOpened(path) {
    if (!opened[path]) {
      opened[path] = new Promise((done, failed) => {
        const element = document.createElement("script");
        element.src = root + path + ".js";
        element.onerror = failed;
        element.onload = () => {
          element.remove();
          if (path in taken) done(open(path, taken[path]));
          else failed(new Error(path));
          delete taken[path];
        };
        document.head.appendChild(element);
      });
      opened[path].catch(() => { delete opened[path]; });
    }
    return opened[path];
  }

  const KINDS = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", webp: "image/webp", gif: "image/gif", pdf: "application/pdf" };
  const ending = (path) => (/\.([a-z0-9]+)$/i.exec(path) || ["", ""])[1].toLowerCase();
  const address = (path) => fetchOpened(path).then((data) =>
    URL.createObjectURL(new Blob([data], { type: KINDS[ending(path)] || "application/octet-stream" })));

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const styles = Array.from(page.querySelectorAll("link[rel~=stylesheet]")).map((link) => {
      const path = pathOf(link.getAttribute("href"));
      return path ? address(path).then((url) => link.setAttribute("href", url)) : null;
    });
    page.querySelectorAll("img[srcset], source[srcset]").forEach((element) => {
      element.setAttribute("data-sealed-set", element.getAttribute("srcset"));
      element.removeAttribute("srcset");
    });
    page.querySelectorAll("img, link[rel~=icon]").forEach((element) => {
      const attribute = element.tagName === "IMG" ? "src" : "href";
      const path = pathOf(element.getAttribute(attribute));
      if (!path) return;
      element.setAttribute("data-sealed", path);
      element.removeAttribute(attribute);
    });
    return Promise.all(styles).then(() => {
      window.sopressOpen = run;
      document.open("text/html", "replace");
      document.write("<!doctype html>" + page.documentElement.outerHTML);
      document.close();
      document.addEventListener("click", download, true);
      document.addEventListener("DOMContentLoaded", pictures);
      pictures();
    });
  }

  // Of a picture's versions the one that this screen shows; the browser would choose, but knows no sealed addresses.
  function version(picture) {
    const frame = picture.parentNode && picture.parentNode.tagName === "PICTURE" ? picture.parentNode : null;
    const sources = frame ? Array.from(frame.querySelectorAll("source[data-sealed-set]")) : [];
    const fits = (source) => !source.media || window.matchMedia(source.media).matches;
    const set = sources.filter(fits).concat(picture).map((element) => element.getAttribute("data-sealed-set")).find(Boolean);
    const wanted = (picture.clientWidth || window.innerWidth) * (window.devicePixelRatio || 1);
    const versions = (set || "").split(",").map((part) => part.trim().split(/\s+/))
      .map((part) => ({ path: pathOf(part[0]), width: parseFloat(part[1]) || wanted }))
      .filter((one) => one.path).sort((a, b) => a.width - b.width);
    return (versions.find((one) => one.width >= wanted) || versions[versions.length - 1] || {}).path;
  }

  function pictures() {
    document.querySelectorAll("[data-sealed]").forEach((element) => {
      const whole = element.getAttribute("data-sealed");
      const image = element.tagName === "IMG";
      const path = (image && version(element)) || whole;
      element.removeAttribute("data-sealed");
      address(path).catch(() => address(whole))
        .then((url) => element.setAttribute(image ? "src" : "href", url), () => {});
    });
  }

  // For scripts of data, such as the search's: runs one and tells when it ran or could not.
  function run(source, done) {
    address(pathOf(source)).then((url) => {
      const element = document.createElement("script");
      element.src = url;
      element.onload = element.onerror = () => { element.remove(); done(); };
      document.head.appendChild(element);
    }).catch(done);
  }

  function download(event) {
    const link = event.target.closest && event.target.closest("a[href]");
    const path = link ? pathOf(link.getAttribute("href")) : "";
    if (!path || path.endsWith("/") || !ending(path) || ending(path) === "html" || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    address(path).then((url) => {
      const file = document.createElement("a");
      file.href = url;
      file.download = link.getAttribute("download") || path.split("/").pop();
      document.body.appendChild(file);
      file.click();
      file.remove();
    }, () => window.alert(told("tampered")));
  }

  // The first part fails for a wrong password; the second only when the page is not what was sealed.
  function enter(bits, right) {
    return take(bits).then(right).then(() => open(here, document.getElementById("lock-sealed").textContent)
      .then((page) => show(new TextDecoder().decode(page)))
      .catch(() => { form.hidden = true; say(told("tampered")); }));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const password = document.getElementById("lock-password");
    const always = document.getElementById("lock-keep").checked;
    button.disabled = true;
    say(told("working"));
    fromPassword(password.value)
      .then((bits) => enter(bits, () => keep(bits, always)))
      .catch(() => { say(told("wrong")); button.disabled = false; password.select(); });
  });

  const ask = () => { forget(); form.hidden = false; document.getElementById("lock-password").focus(); };
  const before = kept();
  if (before) enter(bytes(before)).catch(ask);
  else ask();
})();
