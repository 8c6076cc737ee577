'use strict';
// The table of findings: search, facets, order and pages, all kept in the fragment. Whatever is told of the estate is put as text.
(() => {
  const PAGE = 25, PRINTED = 200, SHOWN_VALUES = 200;
  const byId = (id) => document.getElementById(id);
  const number = (value) => value.toLocaleString('en-US');
  const make = (tag, given, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(given || {})) {
      if (name === 'on') Object.entries(value).forEach(([event, call]) => made.addEventListener(event, call));
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };
  const decode = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const label = (value) => Array.isArray(value) ? value[1] : value;
  const key = (value) => Array.isArray(value) ? value[0] : value;

  // The fragment: `#q=text&severity=high,medium`. One without `=` is a place on the page.
  const read = () => new URLSearchParams(location.hash.includes('=') ? location.hash.slice(1) : '');
  let state = read();
  const keep = () => {
    const text = state.toString();
    const there = location.hash.slice(1);
    if (text || there.includes('=')) history.replaceState(null, '', text ? '#' + text : location.pathname + location.search);
  };
  const put = (name, value) => { if (value) state.set(name, value); else state.delete(name); };

  function themes() {
    const names = ['auto', 'light', 'dark'];
    const show = () => {
      const theme = names.includes(state.get('theme')) ? state.get('theme') : 'auto';
      document.documentElement.dataset.theme = theme;
      buttons.forEach((button, at) => button.setAttribute('aria-pressed', names[at] === theme));
    };
    const buttons = names.map((name) => make('button', { type: 'button', on: { click: () => {
      put('theme', name === 'auto' ? '' : name);
      show();
      keep();
    } } }, name[0].toUpperCase() + name.slice(1)));
    byId('theme').append(...buttons);
    show();
    return show;
  }

  // A place inside of what is folded is opened on the way to it.
  function reveal() {
    if (!location.hash || location.hash.includes('=')) return;
    const place = byId(decode(location.hash.slice(1)));
    for (let at = place; at; at = at.parentElement) if (at.localName === 'details') at.open = true;
    if (place) place.scrollIntoView();
  }

  function table(data) {
    const { texts, rows, resources } = data;
    const total = rows.resource.length;
    const id = (resource) => texts[resources.prefix[resource]] + resources.tail[resource];
    const name = (resource) => resources.names[resource] ?? resources.tail[resource];
    const at = { row: null, resource: rows.resource, recommendation: rows.recommendation };
    const facets = data.facets.filter((facet) => facet.values.length > 1)
      .map((facet) => ({ ...facet, index: at[facet.by], chosen: null }));
    const values = (facet, row) => facet.of[facet.index ? facet.index[row] : row];

    // The worst first: what is unhealthy, then by severity, then as the report has it.
    const ranked = [];
    for (let row = 0; row < total; row++) {
      const rank = rows.state[row] * 8 + data.severities[rows.recommendation[row]];
      (ranked[rank] ??= []).push(row);
    }
    const orders = { worst: Uint32Array.from(ranked.flat()) };
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    const places = (count, text) => {
      const order = [...Array(count).keys()].sort((a, b) => compare(text(a), text(b)));
      const place = new Uint32Array(count);
      order.forEach((entry, rank) => { place[entry] = rank; });
      return place;
    };
    const columns = {
      resource: () => { const rank = places(resources.tail.length, (at) => name(at).toLowerCase()); return (row) => rank[rows.resource[row]]; },
      recommendation: () => { const rank = places(data.recommendations.length, (at) => data.recommendations[at][1]); return (row) => rank[rows.recommendation[row]]; },
      state: () => (row) => rows.state[row],
      // What has no day comes last.
      due: () => { const rank = places(texts.length, (at) => texts[at] || '~'); return (row) => rank[rows.duty.due[row]]; },
      place: () => { const rank = places(texts.length, (at) => texts[at]); return (row) => rank[rows.file[row]] * 1e7 + rows.line[row]; },
    };
    const sorts = rows.duty ? /^(resource|recommendation|state|due|place)(-back)?$/ : /^(resource|recommendation|state|place)(-back)?$/;
    const ordered = (by) => {
      if (!orders[by]) {
        const [column, back] = by.split('-');
        const rank = columns[column]();
        orders[by] = orders.worst.slice().sort((a, b) => (back ? rank(b) - rank(a) : rank(a) - rank(b)));
      }
      return orders[by];
    };

    // Texts are searched once each, not once a row; and where a letter is added, only those that had what was there before.
    let low = null, last = { term: '', hits: null };
    const lower = () => {
      if (low) return low;
      const text = new Array(texts.length).fill('');
      for (const of of [rows.message, rows.file]) for (const at of of) text[at] ||= texts[at].toLowerCase();
      return low = {
        resource: resources.tail.map((_, at) => (id(at) + ' ' + name(at)).toLowerCase()),
        recommendation: data.recommendations.map((each) => (each[0] + ' ' + each[1]).toLowerCase()),
        text,
      };
    };
    function hitsOf(term) {
      const before = last.hits && term.startsWith(last.term) ? last.hits : null, hits = {};
      for (const [of, list] of Object.entries(lower())) {
        const own = hits[of] = new Uint8Array(list.length), old = before && before[of];
        for (let at = 0; at < list.length; at++) if ((!old || old[at]) && list[at].includes(term)) own[at] = 1;
      }
      last = { term, hits };
      return hits;
    }
    /** By row: whether every word of the query is somewhere in it; nothing where nothing is asked. */
    function search(query) {
      const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
      if (!terms.length) return null;
      const meets = new Uint8Array(total).fill(1);
      for (const term of terms) {
        const { resource, recommendation, text } = hitsOf(term);
        for (let row = 0; row < total; row++) {
          if (meets[row] && !(resource[rows.resource[row]] || recommendation[rows.recommendation[row]]
            || text[rows.message[row]] || text[rows.file[row]])) meets[row] = 0;
        }
      }
      return meets;
    }

    let found = orders.worst, count = 0, page = 0, showFrom = 0, showTo = PAGE;
    const passes = (facet, row) => {
      const own = values(facet, row);
      return typeof own === 'number' ? facet.chosen[own] : own.some((value) => facet.chosen[value]);
    };
    function filter() {
      const meets = search(state.get('q') || ''), counts = filters.open;
      for (const facet of facets) {
        const wanted = new Set((state.get(facet.key) || '').split(',').filter(Boolean).map(decode));
        facet.chosen = wanted.size ? facet.values.map((value) => wanted.has(key(value))) : null;
        facet.counts = new Uint32Array(facet.values.length);
      }
      const order = ordered(sorts.test(state.get('sort')) ? state.get('sort') : 'worst');
      const limiting = facets.filter((facet) => facet.chosen);
      found = new Uint32Array(total);
      count = 0;
      for (let place = 0; place < total; place++) {
        const row = order[place];
        if (meets && !meets[row]) continue;
        let kept = null, out = 0;
        for (const facet of limiting) if (!passes(facet, row)) { kept = facet; if (++out > 1) break; }
        if (out > 1) continue;
        if (!out) found[count++] = row;
        // Numbers beside values are seen only where the filters are open.
        if (counts) for (const facet of out ? [kept] : facets) {
          const own = values(facet, row);
          if (typeof own === 'number') facet.counts[own]++;
          else for (const value of own) facet.counts[value]++;
        }
      }
    }

    const word = (entry) => make('span', { class: 'word ' + entry[0] }, entry[1]);
    const place = (row) => rows.line[row] ? texts[rows.file[row]] + ':' + rows.line[row] : '';
    const groupOf = facets.find((facet) => facet.key === 'group') || data.facets.find((facet) => facet.key === 'group');
    const [timingOf, ownerOf] = ['timing', 'owner'].map((name) => data.facets.find((facet) => facet.key === name));
    const timing = (row) => timingOf.values[rows.duty.timing[row]];
    const owner = (row) => ownerOf.values[rows.duty.owner[row]];
    /** The cell of who deals with a row; empty for what is nobody's work. */
    function duty(row) {
      if (!rows.duty) return [];
      if (key(timing(row)) === ' none') return [make('td', { 'data-label': 'Owner and due' }, '–')];
      return [make('td', { 'data-label': 'Owner and due' }, word(timing(row)), ' ',
        make('span', { class: 'day' }, texts[rows.duty.due[row]]),
        make('small', { class: 'clamp' }, make('bdi', null, label(owner(row)))))];
    }
    const typeOf = data.facets.find((facet) => facet.key === 'type');
    function more(row) {
      const list = make('ul');
      const own = rows.evidence[row] || [];
      for (let at = 0; at < own.length; at += 3) {
        const value = own[at + 1] < 0 ? 'nothing' : texts[own[at + 1]];
        const line = own[at + 2] ? ' (line ' + own[at + 2] + ')' : '';
        list.append(make('li', null, make('code', null, texts[own[at]]), ' is ', make('code', null, value), line));
      }
      const exempt = rows.exemption[row], note = rows.duty && texts[rows.duty.note[row]];
      return [make('p', { class: 'faint' }, make('bdi', null, id(rows.resource[row]))),
        ...(exempt ? [make('p', null, 'Exempt by ', make('bdi', null, texts[exempt]))] : []),
        ...(note ? [make('p', null, 'Governance: ', make('bdi', null, note))] : []),
        ...(own.length ? [list] : [])];
    }
    function draw(row) {
      const resource = rows.resource[row], recommendation = data.recommendations[rows.recommendation[row]];
      const fold = make('details', { on: { toggle: (event) => {
        const own = event.target;
        if (own.open && own.childElementCount === 1) own.append(...more(row));
      } } }, make('summary', null, 'Why'));
      const group = label(groupOf.values[groupOf.of[resource]]);
      return make('tr', null,
        make('th', { scope: 'row' }, make('bdi', { class: 'clamp' }, name(resource)),
          make('small', { class: 'clamp' }, make('bdi', null, label(typeOf.values[typeOf.of[resource]])), group ? ' in ' : '', make('bdi', null, group))),
        make('td', { 'data-label': 'Recommendation' }, word(data.severityWords[data.severities[rows.recommendation[row]]]), ' ',
          make('a', { href: '#' + encodeURIComponent(recommendation[2]) }, recommendation[1])),
        make('td', { 'data-label': 'State' }, word(data.states[rows.state[row]]),
          ...(rows.standing ? [' ', word(data.standings[rows.standing[row]])] : [])),
        ...duty(row),
        make('td', { 'data-label': 'Finding' }, make('bdi', { class: 'clamp' }, texts[rows.message[row]]),
          make('small', null, make('bdi', { class: 'clamp' }, place(row))), fold));
    }

    const body = byId('findings-rows'), status = byId('findings-count'), range = make('span');
    const goto = (to) => { page = to; put('page', page ? String(page + 1) : ''); keep(); show(); };
    const pages = () => Math.max(1, Math.ceil(count / PAGE));
    const steps = [['First', () => 0], ['Previous', () => page - 1], ['Next', () => page + 1], ['Last', () => pages() - 1]]
      .map(([text, to]) => ({ to, button: make('button', { type: 'button', on: { click: () => {
        if (to() >= 0 && to() < pages() && to() !== page) goto(to());
      } } }, text) }));
    byId('findings-pager').append(...steps.slice(0, 2).map((step) => step.button), range, ...steps.slice(2).map((step) => step.button));
    function show() {
      page = Math.min(Math.max(page, 0), pages() - 1);
      [showFrom, showTo] = [page * PAGE, Math.min(count, page * PAGE + PAGE)];
      body.replaceChildren(...Array.from(found.subarray(showFrom, showTo), draw));
      range.textContent = count ? 'rows ' + number(showFrom + 1) + '–' + number(showTo) + ' of ' + number(count) : 'no rows';
      for (const { to, button } of steps) button.setAttribute('aria-disabled', !(to() >= 0 && to() < pages() && to() !== page));
    }

    // Values that are chosen stay in the list, also where no row has them.
    const filters = byId('filters'), summary = byId('filters-summary'), boxes = byId('facets');
    function listed(facet) {
      const order = facet.values.map((_, at) => at).filter((at) => facet.counts[at] || (facet.chosen && facet.chosen[at]));
      if (facet.sorted) order.sort((a, b) => facet.counts[b] - facet.counts[a] || a - b);
      return order;
    }
    function choose(facet, at, on) {
      const chosen = facet.values.filter((_, other) => other === at ? on : facet.chosen && facet.chosen[other]);
      put(facet.key, chosen.map((value) => encodeURIComponent(key(value))).join(','));
      page = 0;
      put('page', '');
      keep();
      update(facet);
    }
    function box(facet) {
      const order = listed(facet), shown = order.slice(0, SHOWN_VALUES);
      const entries = shown.map((at) => {
        const input = make('input', { type: 'checkbox', on: { change: (event) => choose(facet, at, event.target.checked) } });
        input.checked = Boolean(facet.chosen && facet.chosen[at]);
        return make('label', null, input, make('span', { class: 'clamp' }, make('bdi', null, label(facet.values[at]) || '(none)')), make('b', null, number(facet.counts[at])));
      });
      const rest = order.length - shown.length;
      return make('fieldset', null, make('legend', null, facet.name), make('div', { class: 'values' }, ...entries,
        ...(rest ? [make('small', null, number(rest) + ' more: search for them')] : [])));
    }
    function facetBoxes(changed) {
      const chosen = facets.filter((facet) => facet.chosen).length;
      summary.textContent = chosen ? 'Filters (' + chosen + ')' : 'Filters';
      if (!filters.open) return;
      facets.forEach((facet, at) => {
        // Where somebody is choosing, only numbers change, so that the focus stays.
        const old = boxes.children[at];
        if (old && facet === changed) return;
        if (old) old.replaceWith(box(facet)); else boxes.append(box(facet));
      });
    }
    function update(changed) {
      filter();
      show();
      status.textContent = number(count) + ' of ' + number(total) + (total === 1 ? ' finding' : ' findings');
      facetBoxes(changed);
    }

    const query = byId('findings-search');
    query.addEventListener('input', () => { put('q', query.value.trim()); page = 0; put('page', ''); keep(); update(); });
    byId('findings-reset').addEventListener('click', () => {
      ['q', 'page', 'sort', ...facets.map((facet) => facet.key)].forEach((name) => state.delete(name));
      keep();
      restore();
    });
    filters.addEventListener('toggle', () => { if (filters.open) update(); });
    for (const head of document.querySelectorAll('#findings-table th[data-sort]')) {
      const by = head.dataset.sort, text = head.textContent;
      head.replaceChildren(make('button', { type: 'button', on: { click: () => {
        const now = state.get('sort');
        put('sort', now === by ? by + '-back' : now === by + '-back' ? '' : by);
        page = 0;
        put('page', '');
        keep();
        restore();
      } } }, text));
    }
    // A cell that could begin a formula is defused, as in the CSV report.
    const cell = (text) => '"' + String(text).replace(/^(["\s]*)([=+\-@])/, "$1'$2").replace(/"/g, '""') + '"';
    byId('findings-copy').addEventListener('click', async () => {
      const lines = Array.from(found.subarray(0, count), (row) => {
        const recommendation = data.recommendations[rows.recommendation[row]];
        return [recommendation[0], data.severityWords[data.severities[rows.recommendation[row]]][1], data.states[rows.state[row]][1],
          id(rows.resource[row]), texts[rows.message[row]], texts[rows.file[row]], rows.line[row],
          ...(rows.duty ? [label(timing(row)), label(owner(row)), texts[rows.duty.due[row]]] : [])].map(cell).join(',');
      });
      const head = 'recommendation,severity,state,resource,message,file,line' + (rows.duty ? ',timing,owner,due' : '');
      const text = [head, ...lines].join('\r\n') + '\r\n';
      try {
        await navigator.clipboard.writeText(text);
        status.textContent = number(count) + ' rows copied';
      } catch {
        status.textContent = 'The browser does not allow copying here';
      }
    });
    function restore() {
      query.value = state.get('q') || '';
      page = (parseInt(state.get('page'), 10) || 1) - 1;
      for (const head of document.querySelectorAll('#findings-table th[data-sort]')) {
        const [by, back] = (state.get('sort') || '').split('-');
        if (by === head.dataset.sort) head.setAttribute('aria-sort', back ? 'descending' : 'ascending');
        else head.removeAttribute('aria-sort');
      }
      boxes.replaceChildren();
      update();
    }
    addEventListener('beforeprint', () => {
      showTo = Math.min(count, PRINTED);
      body.replaceChildren(...Array.from(found.subarray(0, showTo), draw));
      status.textContent = showTo < count ? 'The first ' + PRINTED + ' of ' + number(count) + ' findings' : number(count) + ' findings';
    });
    addEventListener('afterprint', () => update());
    byId('findings-tools').hidden = false;
    restore();
    const warm = () => lower();
    if (window.requestIdleCallback) requestIdleCallback(warm); else setTimeout(warm, 200);
    return restore;
  }

  const theme = themes();
  reveal();
  // What is there without a script is painted first.
  requestAnimationFrame(() => setTimeout(() => {
    const place = byId('data');
    const restore = place ? table(JSON.parse(place.textContent)) : () => {};
    const follow = () => {
      if (!location.hash.includes('=')) return reveal();
      const colours = state.get('theme');
      state = read();
      if (!state.has('theme')) put('theme', colours);
      theme();
      restore();
      byId('findings').scrollIntoView();
      // A link leads there; the guide stays where it is.
      if (!byId('tour')) byId('findings-search').focus({ preventScroll: true });
    };
    addEventListener('hashchange', follow);
    document.documentElement.dataset.ready = 'true';
  }));
  const folds = () => document.querySelectorAll('main details:not(.long, #findings details)');
  addEventListener('beforeprint', () => folds().forEach((fold) => { fold.dataset.was = fold.open; fold.open = true; }));
  addEventListener('afterprint', () => folds().forEach((fold) => { fold.open = fold.dataset.was === 'true'; }));
})();
