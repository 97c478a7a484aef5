// The last of all scripts: what waited for one of them need not wait any longer.
document.documentElement.classList.add("is-ready", "has-day");
