/* Shortens what every page already does without it. No dependency, nothing inline. */
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const later = (act, ms) => {
    let timer;
    return (...args) => {
      clearTimeout(timer);
      timer = setTimeout(act, ms, ...args);
    };
  };
  const plain = (words) =>
    words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");
  const fetched = async (url) => {
    const answer = await fetch(url, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
    return answer.ok && !answer.redirected ? answer.text() : null;
  };

  /* Errors first: the summary takes the focus, its links put the cursor in the field. */
  const wrong = document.querySelector("[data-wrong]");
  if (wrong) {
    wrong.focus();
    wrong.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      (field.closest(".field, .cell") || field).scrollIntoView();
      field.focus({ preventScroll: true });
    });
  }

  /* A second press within a second is the same press. The server's one-time key decides in the end. */
  const sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    const now = Date.now();
    if (now - (sent.get(form) || 0) < 1000) event.preventDefault();
    else sent.set(form, now);
  });

  /* Drafts: only forms that ask for it, only in this tab, for this person, until the next page proves that they arrived. */
  const keepable = (field) =>
    field.name && !/^(hidden|password|file|submit|button|search)$/.test(field.type);
  const who = (document.querySelector(".user-name") || {}).textContent;
  const drafts = all("form[data-keep]").map((form) => [form, `keep:${who}:${form.dataset.keep}`]);
  const arrived = () => {
    const key = sessionStorage.getItem("sent");
    const [visit] = performance.getEntriesByType("navigation");
    if (!key || (visit && visit.responseStatus >= 400) || document.body.className === "bare") return;
    if (drafts.some(([, shown]) => shown === key) && !document.querySelector(".banner-success")) return;
    sessionStorage.removeItem(key);
    sessionStorage.removeItem("sent");
  };
  const keep = ([form, key]) => {
    const fields = () => [...form.elements].filter(keepable);
    const read = () =>
      fields().map((f) => [f.name, f.value, /^(radio|checkbox)$/.test(f.type) ? f.checked : null]);
    const untouched = JSON.stringify(read());
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    if (kept && kept.from === untouched && !wrong) {
      fields().forEach((field, i) => {
        const [name, value, checked] = kept.now[i] || [];
        if (name !== field.name) return;
        if (checked === null) field.value = value;
        else field.checked = checked;
      });
    }
    form.addEventListener("input", later(() => {
      sessionStorage.setItem(key, JSON.stringify({ from: untouched, now: read() }));
    }, 300));
    form.addEventListener("submit", () => sessionStorage.setItem("sent", key));
  };
  try {
    arrived();
    drafts.forEach(keep);
    all(".user-out").forEach((form) => form.addEventListener("submit", () => sessionStorage.clear()));
  } catch {
    /* A browser that keeps nothing: forms work as they are. */
  }

  /* Days: chips, the weekday said back, a calendar beside the field, 27112026 read as 27/11/2026. */
  const lang = document.documentElement.lang;
  const dayOf = (text) => {
    const m = text.trim().match(/^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/) || text.trim().match(/^(\d\d)(\d\d)(\d{4})$/);
    if (!m) return null;
    const day = new Date(+m[3], m[2] - 1, +m[1]);
    return day.getDate() === +m[1] && day.getMonth() === m[2] - 1 ? day : null;
  };
  const two = (n) => String(n).padStart(2, "0");
  const written = (day) => `${two(day.getDate())}/${two(day.getMonth() + 1)}/${day.getFullYear()}`;
  const put = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  all("[data-day]").forEach((box) => {
    const field = box.querySelector("input");
    const said = box.querySelector("output");
    const say = () => {
      const day = dayOf(field.value);
      const words = day ? new Intl.DateTimeFormat(lang, { weekday: "long" }).format(day) : "";
      said.textContent = words.charAt(0).toUpperCase() + words.slice(1);
    };
    field.addEventListener("input", say);
    field.addEventListener("change", () => {
      const day = dayOf(field.value);
      if (day) field.value = written(day);
    });
    const pick = document.createElement("input");
    if (pick.showPicker) {
      pick.type = "date";
      pick.className = "day-pick";
      pick.tabIndex = -1;
      pick.setAttribute("aria-hidden", "true");
      pick.addEventListener("change", () => {
        if (pick.value) put(field, pick.value.split("-").reverse().join("/"));
        field.focus();
      });
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-secondary";
      button.textContent = box.dataset.calendar;
      button.addEventListener("click", () => {
        const day = dayOf(field.value);
        if (day) pick.value = written(day).split("/").reverse().join("-");
        pick.showPicker();
      });
      field.after(pick, button);
    }
    all(".chips", box).forEach((chips) => (chips.hidden = false));
    say();
  });
  document.addEventListener("click", (event) => {
    const fill = event.target.closest("[data-fill]");
    if (fill) put(document.getElementById(fill.dataset.fill), fill.dataset.value);
    if (event.target.closest("[data-print]")) print();
    const reveal = event.target.closest("[data-reveal]");
    if (reveal) {
      const field = document.getElementById(reveal.dataset.reveal);
      field.type = field.type === "password" ? "text" : "password";
      [reveal.textContent, reveal.dataset.hide] = [reveal.dataset.hide, reveal.textContent];
    }
  });
  all("[data-print], [data-reveal]").forEach((button) => (button.hidden = false));

  /* Characters left. */
  all("[data-count]").forEach((field) => {
    const note = document.getElementById(field.id.replace("f-", "c-"));
    const count = () => {
      const left = field.dataset.count - [...field.value].length;
      note.textContent = (left < 0 ? note.dataset.over : note.dataset.left)
        .replace("{n}", Math.abs(left).toLocaleString(lang));
      note.classList.toggle("is-over", left < 0);
    };
    field.addEventListener("input", count);
    count();
  });

  /* A list of people narrowed by name, marks ignored; the chosen one always stays. */
  all("[data-filter]").forEach((box) => {
    const list = document.getElementById(box.dataset.filter);
    const none = document.createElement("p");
    none.className = "people-none";
    none.setAttribute("role", "status");
    list.before(none);
    box.parentElement.hidden = false;
    box.addEventListener("input", () => {
      const parts = plain(box.value).split(/\s+/);
      let shown = 0;
      all(".choice", list).forEach((row) => {
        const fits = parts.every((part) => plain(row.textContent).includes(part));
        row.hidden = !fits && !row.querySelector(":checked");
        shown += fits;
      });
      none.textContent = shown ? "" : box.dataset.none;
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const first = list.querySelector(".choice:not([hidden]) input");
      if (first) first.focus();
    });
  });

  /* Suggestions of the server while typing. */
  all("[data-lookup]").forEach((field) => {
    field.addEventListener("input", later(async () => {
      if (field.value.length < 2) return;
      const html = await fetched(field.dataset.lookup + "?q=" + encodeURIComponent(field.value)).catch(() => null);
      if (html) field.list.replaceChildren(...all("option", parse(html)));
    }, 200));
  });

  /* "3 rõ, 1 xuyên suốt" judged by the server 300 ms after the last key; one line is announced, not four. */
  all("form[data-clarity]").forEach((form) => {
    let asked = 0;
    form.addEventListener("input", later(async () => {
      const box = form.querySelector("[data-clarity-box]");
      const turn = ++asked;
      const values = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string" && !/^(_csrf_token|form_key|version)$/.test(name)) values.append(name, value.slice(0, 500));
      }
      const html = await fetched(form.dataset.clarity + "?" + values).catch(() => null);
      const fresh = html && turn === asked && parse(html).querySelector("[data-clarity-box]");
      if (!fresh || !box) return;
      box.className = fresh.className;
      box.querySelector("ul").replaceWith(fresh.querySelector("ul"));
      const [sum, now] = [box, fresh].map((part) => part.querySelector("[role=status]"));
      if (sum.textContent !== now.textContent) sum.textContent = now.textContent;
    }, 300));
  });

  /* Long work: ask each second, announce every fifth answer and the last. */
  all("[data-autorefresh][data-running]").forEach((box) => {
    const status = box.querySelector("[role=status]");
    let turn = 0;
    const ask = async () => {
      const html = await fetched(box.dataset.autorefresh).catch(() => null);
      const fresh = html && parse(html).querySelector("[data-autorefresh]");
      if (!fresh) return void setTimeout(ask, 5000);
      const runs = fresh.hasAttribute("data-running");
      const words = fresh.querySelector(".running-words").textContent;
      const live = fresh.querySelector("[role=status]");
      if (live) live.replaceWith(status);
      box.replaceChildren(...fresh.childNodes);
      if (!runs || turn++ % 5 === 0) status.textContent = words;
      if (runs) setTimeout(ask, 1000);
      else box.removeAttribute("data-running");
    };
    setTimeout(ask, 1000);
  });

  /* A link to a part that is folded away opens it. */
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();

  /* Rows that become cards lose their table roles in some browsers: say them. A box that does not scroll is no stop. */
  all(".table-stack").forEach((table) => {
    table.setAttribute("role", "table");
    all("thead, tbody, tfoot", table).forEach((part) => part.setAttribute("role", "rowgroup"));
    all("tr", table).forEach((row) => row.setAttribute("role", "row"));
    all("td", table).forEach((cell) => cell.setAttribute("role", "cell"));
    all("th", table).forEach((cell) => cell.setAttribute("role", cell.scope === "row" ? "rowheader" : "columnheader"));
  });
  const fit = new ResizeObserver((seen) => seen.forEach(({ target: box }) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }));
  all(".scroll").forEach((box) => fit.observe(box));

  /* Boxes of rows: one box ticks the page; a hand-ticked row unticks it again. */
  const ticks = all("[data-tick]");
  all("[data-tick-all]").forEach((box) => {
    box.addEventListener("change", () => ticks.forEach((tick) => (tick.checked = box.checked)));
    ticks.forEach((tick) => tick.addEventListener("change", () => {
      box.checked = ticks.every((each) => each.checked);
    }));
  });

  /* Keys. Ctrl+Enter sends everywhere; single keys only for those who turned them on, never while writing. */
  const writes = (node) => node.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    const form = event.target.form || event.target.closest("form"); // a box of a row stands outside its form
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form && form.method === "post") {
      const button = form.querySelector(".button-primary") || form.querySelector("[type=submit]");
      if (button) form.requestSubmit(button);
    }
  });
  if (document.body.dataset.shortcuts === "on") {
    let before = "";
    const rows = (step) => {
      const links = all("[data-row]").filter((link) => link.offsetParent);
      const next = links[links.indexOf(document.activeElement) + step] || null;
      if (next) next.focus();
    };
    const onRow = () => document.activeElement.matches("[data-row]");
    const keys = {
      gh: () => location.assign("/"),
      gn: () => location.assign("/tasks"),
      gv: () => location.assign("/my-tasks"),
      c: () => location.assign("/tasks/new"),
      j: () => rows(1),
      k: () => rows(-1),
      x: () => {
        const row = onRow() && document.activeElement.closest("tr, li");
        const tick = row && row.querySelector("[data-tick]");
        if (tick) tick.click();
      },
      "/": () => document.querySelector("[data-find]").focus(),
      "?": () => document.querySelector("[data-keys]").showModal(),
    };
    const arrows = { ArrowDown: 1, ArrowUp: -1 };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      /* 229 is what some browsers say of a key that an input method took. */
      if (event.isComposing || event.keyCode === 229 || document.querySelector("dialog[open]")) return;
      if (writes(event.target)) {
        if (event.key === "Escape") event.target.blur();
        return;
      }
      const act = onRow() && arrows[event.key] ? () => rows(arrows[event.key]) : keys[before + event.key] || keys[event.key];
      before = event.key === "g" ? "g" : "";
      if (!act) return;
      event.preventDefault();
      act();
    });
  }
})();
