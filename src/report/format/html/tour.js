'use strict';
// The guide: one step at a time, each at its place on the page. Enter goes on, Escape ends it.
(() => {
  const tour = document.getElementById('tour');
  const steps = [...tour.querySelectorAll('li')];
  const say = document.createElement('p');
  say.className = 'faint';
  const button = (text, act) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', act);
    return made;
  };
  let now = 0;
  function end() {
    mark(null);
    tour.remove();
    document.body.classList.remove('touring');
    document.getElementById('main').querySelector('a, summary, button').focus();
  }
  function mark(place) {
    document.querySelectorAll('.tour-place').forEach((old) => old.classList.remove('tour-place'));
    if (place) place.classList.add('tour-place');
  }
  function go(to) {
    now = Math.min(Math.max(to, 0), steps.length - 1);
    steps.forEach((step, at) => { step.hidden = at !== now; });
    say.textContent = 'Step ' + (now + 1) + ' of ' + steps.length + ' · arrow keys move, Escape ends';
    back.setAttribute('aria-disabled', now === 0);
    next.textContent = now === steps.length - 1 ? 'Finish' : 'Next';
    const step = steps[now], own = document.getElementById(step.dataset.place), place = own.closest('.entry') || own;
    mark(place);
    for (let at = place; at; at = at.parentElement) if (at.localName === 'details') at.open = true;
    if (step.dataset.open) place.querySelectorAll('details').forEach((fold) => { fold.open = true; });
    if (step.dataset.view) location.hash = step.dataset.view;
    place.scrollIntoView({ behavior: 'instant', block: 'start' });
  }
  const back = button('Back', () => go(now - 1));
  const next = button('Next', () => (now === steps.length - 1 ? end() : go(now + 1)));
  const bar = document.createElement('div');
  bar.className = 'tools';
  bar.append(back, next, button('End the tour', end));
  tour.append(bar, say);
  tour.querySelector('ol').setAttribute('aria-live', 'polite');
  tour.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') end();
    else if (event.key === 'ArrowRight') next.click();
    else if (event.key === 'ArrowLeft') back.click();
    else return;
    event.preventDefault();
  });
  document.body.classList.add('touring');
  go(0);
  next.focus({ preventScroll: true });
})();
