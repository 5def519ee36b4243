(() => {
  "use strict";
  const root = document.documentElement;
  const find = (id) => document.getElementById(id);
  const panels = [...document.querySelectorAll(".panel")];
  const controls = find("controls");
  const rightToLeft = root.dir === "rtl";
  let now = 0;

  const show = (number) => {
    now = Math.min(panels.length - 1, Math.max(0, number));
    panels.forEach((panel, at) => panel.classList.toggle("now", at === now));
    find("place").textContent = `${now + 1} / ${panels.length}`;
    find("previous").disabled = now === 0;
    find("next").disabled = now === panels.length - 1;
    panels[now].scrollTop = 0;
    const following = panels[now + 1] && panels[now + 1].querySelector("img");
    if (following) following.loading = "eager";
    panels[now].querySelector("h2").focus({ preventScroll: true });
  };

  const nearest = () => {
    const middle = window.innerHeight / 2;
    const distance = (panel) => {
      const box = panel.getBoundingClientRect();
      return Math.abs((box.top + box.bottom) / 2 - middle);
    };
    const from = window.scrollY < 40 ? 0 : panels.reduce((best, panel, at) => (distance(panel) < distance(panels[best]) ? at : best), 0);
    return from;
  };

  const open = () => {
    const at = nearest();
    root.classList.add("slides");
    controls.hidden = false;
    show(at);
  };

  const close = () => {
    root.classList.remove("slides");
    controls.hidden = true;
    panels[now].scrollIntoView({ block: "center" });
    find("start").focus({ preventScroll: true });
  };

  const going = () => root.classList.contains("slides");
  const keys = {
    ArrowRight: () => show(now + (rightToLeft ? -1 : 1)),
    ArrowLeft: () => show(now + (rightToLeft ? 1 : -1)),
    PageDown: () => show(now + 1),
    PageUp: () => show(now - 1),
    Home: () => show(0),
    End: () => show(panels.length - 1),
    Escape: close,
  };

  document.addEventListener("keydown", (event) => {
    if (!going() || event.altKey || event.ctrlKey || event.metaKey) return;
    const onButton = event.target.closest("button");
    const action = keys[event.key] || (event.key === " " && !onButton ? () => show(now + (event.shiftKey ? -1 : 1)) : null);
    if (action) {
      event.preventDefault();
      action();
    }
  });

  let start = null;
  document.addEventListener("touchstart", (event) => {
    start = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null;
  }, { passive: true });
  document.addEventListener("touchend", (event) => {
    if (!going() || !start) return;
    const across = event.changedTouches[0].clientX - start[0];
    const down = event.changedTouches[0].clientY - start[1];
    if (Math.abs(across) > 48 && Math.abs(across) > 2 * Math.abs(down)) show(now + (across < 0 !== rightToLeft ? 1 : -1));
  }, { passive: true });

  find("start").addEventListener("click", open);
  find("close").addEventListener("click", close);
  find("previous").addEventListener("click", () => show(now - 1));
  find("next").addEventListener("click", () => show(now + 1));
  find("start").hidden = false;
})();
