// Small things kept on this device. Where nothing can be kept, everything still works until the page is left.
var sopressStore = (function () {
  var memory = {};
  return {
    get: function (key) {
      try {
        var value = localStorage.getItem("sopress:" + key);
        return value === null ? (key in memory ? memory[key] : null) : value;
      } catch (error) {
        return key in memory ? memory[key] : null;
      }
    },
    set: function (key, value) {
      memory[key] = value;
      try {
        if (value === null) localStorage.removeItem("sopress:" + key);
        else localStorage.setItem("sopress:" + key, value);
      } catch (error) {
        // Full or forbidden: the memory of this page has it.
      }
    },
    json: function (key, otherwise) {
      try {
        var value = JSON.parse(this.get(key));
        return value === null || typeof value !== typeof otherwise ? otherwise : value;
      } catch (error) {
        return otherwise;
      }
    },
    keep: function (key, value) {
      this.set(key, JSON.stringify(value));
    }
  };
})();

// A word of the interface, with {n} filled.
function sopressWord(key, n) {
  var word = sopressWords[key] || key;
  return n === undefined ? word : word.replace("{n}", n);
}

function sopressAll(selector, root) {
  return Array.prototype.slice.call((root || document).querySelectorAll(selector));
}

// A short note at the bottom of the screen, also for screen readers.
function sopressSay(text) {
  var box = document.querySelector(".toast");
  if (!box) {
    box = document.createElement("p");
    box.className = "toast";
    box.setAttribute("role", "status");
    document.body.appendChild(box);
  }
  box.textContent = text;
  box.classList.add("toast-shown");
  clearTimeout(box.timer);
  box.timer = setTimeout(function () { box.classList.remove("toast-shown"); }, 2200);
}
