// What depends on the reader's day: today's date, days left of campaigns, tasks that are near, what changed since the last visit.
(function () {
  var now = new Date();
  function midnight(date) { return new Date(date.getFullYear(), date.getMonth(), date.getDate()); }
  function read(text) {
    var m = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?/.exec(text || "");
    return m ? new Date(+m[1], +m[2] - 1, +m[3], +(m[4] || 0), +(m[5] || 0)) : null;
  }
  function daysTo(date) { return Math.round((midnight(date) - midnight(now)) / 86400000); }
  function two(n) { return (n < 10 ? "0" : "") + n; }

  sopressAll("[data-today]").forEach(function (box) {
    var names = sopressWord("weekdays");
    var size = names.length / 7;
    box.innerHTML = "";
    var day = document.createElement("b");
    day.textContent = two(now.getMonth() + 1) + "." + two(now.getDate());
    var name = document.createElement("span");
    name.textContent = (size === 1 ? "周" : "") + names.substr(now.getDay() * size, size);
    box.appendChild(day);
    box.appendChild(name);
  });

  sopressAll("[data-start][data-end]").forEach(function (row) {
    var start = read(row.getAttribute("data-start"));
    var end = read(row.getAttribute("data-end"));
    var left = row.querySelector("[data-left]");
    if (!start || !end || !left) return;
    var state = now > end ? "over" : now < start ? "coming" : "running";
    row.classList.add("is-" + state);
    var days = state === "coming" ? daysTo(start) : daysTo(end);
    left.textContent = state === "over" ? sopressWord("ended")
      : state === "coming" ? (days <= 1 ? sopressWord(days === 1 ? "starts_tomorrow" : "today") : sopressWord("starts_in", days))
      : days === 0 ? sopressWord("last_day") : sopressWord("days_left", days);
  });

  // What is over stands below what is on or to come, the latest first. Until then the list keeps its place unseen: a slow
  // phone may draw what it has read so far.
  sopressAll(".campaign-rows").forEach(function (list) {
    var over = sopressAll(".campaign-row.is-over", list);
    over.sort(function (a, b) { return read(b.getAttribute("data-end")) - read(a.getAttribute("data-end")); });
    over.forEach(function (row) { list.appendChild(row); });
    list.classList.add("is-ordered");
  });

  // Figures of a period that ended long ago are said to be old.
  sopressAll("[data-filled]").forEach(function (note) {
    var end = read(note.getAttribute("data-filled"));
    var days = end ? -daysTo(end) : 0;
    note.hidden = days <= 14;
    if (days > 14) note.textContent = sopressWord("figures_old", days);
  });

  // On the home page what is over is folded away as long as something else is on.
  sopressAll("[data-running]").forEach(function (part) {
    var rows = sopressAll(".campaign-row", part);
    var live = rows.filter(function (row) { return !row.classList.contains("is-over"); });
    if (!live.length) return;
    rows.forEach(function (row) { row.hidden = row.classList.contains("is-over"); });
  });

  sopressAll(".timeline-day, .month-day").forEach(function (day) {
    var date = read(day.getAttribute("data-day"));
    if (!date) return;
    var days = daysTo(date);
    day.classList.toggle("is-past", days < 0);
    if (days === 0) day.classList.add("is-today");
  });

  // The calendar begins with the reader's month.
  sopressAll(".month").forEach(function (month) {
    var last = read(month.getAttribute("data-last"));
    month.classList.toggle("is-over", !!last && daysTo(last) < 0);
  });
  sopressAll(".calendar").forEach(function (calendar) {
    var over = sopressAll(".month.is-over", calendar);
    if (!over.length || over.length === sopressAll(".month", calendar).length) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = sopressWord("earlier_months");
    button.addEventListener("click", function () {
      over.forEach(function (month) { month.hidden = false; });
      button.hidden = true;
    });
    over.forEach(function (month) { month.hidden = true; });
    calendar.insertBefore(button, calendar.firstChild);
  });

  function tasks(part) {
    var role = document.documentElement.getAttribute("data-role");
    var shown = 0;
    sopressAll(".task", part).forEach(function (task) {
      var at = read(task.getAttribute("data-at"));
      var days = at ? daysTo(at) : -1;
      var near = days >= 0 && days <= 14 && shown < 8;
      var mine = !role || !task.hasAttribute("data-roles") || task.getAttribute("data-roles") === role;
      task.hidden = !(near && mine);
      if (task.hidden) return;
      shown += 1;
      var time = task.querySelector("time");
      var word = days === 0 ? sopressWord("today") : days === 1 ? sopressWord("tomorrow") : sopressWord("in_days", days);
      time.textContent = word + " " + task.getAttribute("data-at").slice(11);
      task.classList.toggle("is-today", days === 0);
    });
    part.hidden = shown === 0;
  }
  // A role's whole list tells what is past from what is ahead.
  sopressAll("[data-tasks] .task").forEach(function (task) {
    var at = read(task.getAttribute("data-at"));
    if (!at) return;
    task.classList.toggle("is-past", daysTo(at) < 0);
    task.classList.toggle("is-today", daysTo(at) === 0);
  });
  sopressAll("[data-due]").forEach(function (part) {
    part.setAttribute("data-follows-role", "");
    part.addEventListener("sopress-role", function () { tasks(part); });
    tasks(part);
  });

  // A dot before what is newer than the last visit; a visit ends after six hours.
  var last = sopressStore.json("visit", { seen: "", now: "", at: 0 });
  var today = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  if (now - last.at > 6 * 3600000) last.seen = last.now;
  last.now = today;
  last.at = +now;
  sopressStore.keep("visit", last);
  if (last.seen) {
    sopressAll("[data-day]").forEach(function (day) {
      if (day.closest(".timeline")) return;
      if (day.getAttribute("data-day") > last.seen) {
        day.classList.add("is-new");
        day.title = sopressWord("new_since");
      }
    });
    // What is new to this reader comes first of all that depends on the day.
    sopressAll("[data-news]").forEach(function (part) {
      if (part.querySelector(".is-new")) part.parentNode.insertBefore(part, part.parentNode.firstChild);
    });
  }
  document.documentElement.classList.add("has-day");
})();
