/// What makes a page of the controller renew itself, and filters its lists.
///
/// It fetches the page that it is on and takes the new `<main>` over, keeping what is open, where the reader is and what
/// has the focus. It changes nothing while text in it is selected, and says so when the server does not answer.
enum StatusScript {
    static let text: Tags = Tags(
        trusted: """

            (() => {
              "use strict";
              const pulse = document.getElementById("pulse");
              const filter = document.getElementById("filter");
              const words = pulse.querySelector(".words");
              const pause = Number(pulse.dataset.seconds) * 1000;
              let misses = 0;
              let answered = new Date();

              const show = (state, text) => {
                if (pulse.dataset.state === state && state === "live") return;
                pulse.dataset.state = state;
                words.textContent = text;
                document.body.classList.toggle("stale", state === "stale");
              };

              // The first thing that the reader sees of the page, and how far down it is.
              const landmark = () => {
                for (const element of document.querySelectorAll("main [id]")) {
                  const box = element.getBoundingClientRect();
                  if (box.height > 0 && box.bottom > 0) return { id: element.id, top: box.top };
                }
                return null;
              };

              const isSelecting = (main) => {
                const selection = document.getSelection();
                return selection !== null && !selection.isCollapsed && main.contains(selection.anchorNode);
              };

              // A summary has no name of its own; its details has.
              const focused = () => {
                const element = document.activeElement;
                if (element === null || !element.closest("main")) return null;
                if (element.localName === "summary") return { id: element.parentElement.id, part: "summary" };
                return element.id === "" ? null : { id: element.id, part: null };
              };

              const take = (page) => {
                const next = page.querySelector("main");
                const main = document.querySelector("main");
                if (next === null) throw new Error("no main");
                document.title = page.title;
                const icon = page.querySelector("link[rel=icon]");
                if (icon !== null) document.querySelector("link[rel=icon]").href = icon.getAttribute("href");
                for (const known of main.querySelectorAll("details[id]")) {
                  const details = page.getElementById(known.id);
                  if (details !== null) details.open = known.open;
                }
                const place = landmark();
                const focus = focused();
                const adopted = document.adoptNode(next);
                main.replaceWith(adopted);
                sift();
                if (place !== null && window.scrollY > 0) {
                  const element = document.getElementById(place.id);
                  const moved = element === null ? 0 : element.getBoundingClientRect().top - place.top;
                  if (moved !== 0) window.scrollBy({ top: moved, behavior: "instant" });
                }
                if (focus !== null) {
                  const element = document.getElementById(focus.id);
                  const part = element !== null && focus.part !== null ? element.querySelector(focus.part) : element;
                  if (part !== null) part.focus({ preventScroll: true });
                }
              };

              // The new page's own style would be held to the policy of this one, which allows another nonce.
              const withoutStyle = (text) => text.replace(/\\u003cstyle.*?\\u003c\\/style>/s, "");

              const renew = async () => {
                if (!document.hidden && !isSelecting(document.querySelector("main"))) {
                  try {
                    const answer = await fetch(location.href, {
                      cache: "no-store", headers: { Accept: "text/html" }, signal: AbortSignal.timeout(10000),
                    });
                    // A page that has gone says so itself.
                    if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
                    take(new DOMParser().parseFromString(withoutStyle(await answer.text()), "text/html"));
                    misses = 0;
                    answered = new Date();
                    show("live", "Live");
                  } catch {
                    misses += 1;
                    if (misses > 1) show("stale", `Stale: no answer since ${answered.toLocaleTimeString()}`);
                  }
                }
                setTimeout(renew, Math.min(pause * 2 ** Math.max(0, misses - 1), 60000));
              };

              const sift = () => {
                if (filter === null) return;
                const wanted = filter.querySelector("input").value.trim().toLowerCase().split(/\\s+/);
                for (const list of document.querySelectorAll("[data-filter]")) {
                  let seen = 0;
                  for (const item of list.children) {
                    const name = (item.querySelector("summary, h3") ?? item).textContent.toLowerCase();
                    item.hidden = !wanted.every((word) => name.includes(word));
                    if (!item.hidden) seen += 1;
                  }
                  const nothing = list.nextElementSibling;
                  if (nothing !== null && nothing.classList.contains("nothing")) nothing.hidden = seen > 0;
                }
              };

              if (filter !== null) {
                filter.hidden = false;
                filter.addEventListener("input", sift);
              }
              document.addEventListener("visibilitychange", () => {
                if (!document.hidden && misses > 0) misses = 1;
              });
              show("live", "Live");
              setTimeout(renew, pause);
            })();

            """)
}
