// @ts-check
/*
 * The page of `--format html`. It is embedded in the page as it stands here, and loads nothing.
 *
 * Names come from files that anyone can write, so all of them become text nodes and attributes of elements that this script makes: nothing is
 * ever parsed as HTML. Only what is visible is made: a list of ten thousand roles begins with a hundred of them, and of the graph only the
 * neighbourhood of one role is laid out.
 */
'use strict';

(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const { nodes, edges, paths, policies } = data;

  /** Items that are added to the list at a time. */
  const CHUNK = 100;
  /** Nodes on each side of the selected role in the picture of its neighbourhood. */
  const MOST_NEIGHBOURS = 24;
  const MOST_LISTED = 50;

  const LEVELS = [
    'administrator', 'can-become-administrator', 'manages-permissions', 'reads-secrets-or-data', 'writes', 'not-known', 'reads', 'nothing',
  ];
  const TAKEOVER = new Set(LEVELS.slice(0, 2));
  const SEVERITIES = [['critical', 9], ['high', 7], ['medium', 4], ['low', 0.1], ['none', 0]];
  const SIDES = { 'allows': 'its own policies allow it', 'denies': 'its own policies do not allow it', 'not-known': 'if its own policies allow it' };

  // --- what follows from the data

  const incoming = nodes.map(() => []);
  const outgoing = nodes.map(() => []);
  edges.forEach((edge, index) => {
    outgoing[edge.from].push(index);
    incoming[edge.to].push(index);
  });
  nodes.forEach((node, index) => {
    node.index = index;
    node.isPrincipal = node.kind === 'role' || node.kind === 'user';
    node.severity = Math.max(0, ...(node.findings || []).filter((finding) => !finding.accepted).map((finding) => finding.severity));
    node.grade = SEVERITIES.find(([, least]) => node.severity >= least)[0];
    node.text = [node.name, node.id, node.account, node.file, ...(node.findings || []).map((finding) => `${finding.rule} ${finding.message}`)]
      .join(' ').toLowerCase();
  });
  const principals = nodes.filter((node) => node.isPrincipal);
  const outsiders = nodes.filter((node) => !node.isPrincipal);
  /** The first and the last role of each path to an administrator: as serious as any finding. */
  const endsOfPaths = new Set(paths.filter((path) => TAKEOVER.has(path.level) && !path.accepted).flatMap((path) => [path.to, edges[path.hops[0]].to]));
  for (const node of nodes) node.rank = endsOfPaths.has(node.index) ? Math.max(9, node.severity) : node.severity;

  const wordsOf = (level) => level.replace(/-/g, ' ');
  const levelOf = (node) => (node.power ? node.power.level : 'nothing');
  const nameOf = (index) => nodes[index].name;

  /** The roles that the outsider reaches, over any number of roles. */
  function reachedFrom(start) {
    const found = new Set([start]);
    for (const index of found) {
      for (const edge of outgoing[index]) if (edges[edge].side !== 'denies') found.add(edges[edge].to);
    }
    return found;
  }

  // --- elements

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === 'function') made.addEventListener(name, value);
      else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
    }
    made.append(...children.flat().filter((child) => child !== undefined && child !== ''));
    return made;
  }

  function svgElement(tag, attributes, ...children) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    made.append(...children);
    return made;
  }

  const byId = (id) => document.getElementById(id);
  const fields = Object.fromEntries(['search', 'account', 'rule', 'power', 'outsider', 'sort', 'group', 'all'].map((id) => [id, byId(id)]));

  function fillSelect(select, all, options) {
    select.append(element('option', { value: '' }, all), ...options.map(([value, text]) => element('option', { value }, text)));
  }

  const different = (values) => [...new Set(values.filter((value) => value !== undefined && value !== null && value !== ''))].sort();

  function fillControls() {
    fillSelect(fields.account, 'all', different(principals.map((node) => node.account)).map((account) => [account, data.accounts[account] || account]));
    fillSelect(fields.rule, 'all', different(principals.flatMap((node) => (node.findings || []).map((finding) => finding.rule))).map((rule) => [rule, rule]));
    const levels = LEVELS.filter((level) => principals.some((node) => levelOf(node) === level));
    fillSelect(fields.power, 'any', levels.map((level) => [level, wordsOf(level)]));
    fillSelect(fields.outsider, 'anyone', outsiders.map((node) => [String(node.index), node.name]));
  }

  // --- which roles and paths the list shows

  let view = data.view;
  let selected;

  function isInteresting(node) {
    return (node.findings || []).length > 0 || endsOfPaths.has(node.index);
  }

  function wantedRoles() {
    const words = fields.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const reached = fields.outsider.value === '' ? undefined : reachedFrom(Number(fields.outsider.value));
    const wanted = principals.filter((node) =>
      (fields.all.checked || words.length > 0 || reached || isInteresting(node))
      && words.every((word) => node.text.includes(word))
      && (fields.account.value === '' || node.account === fields.account.value)
      && (fields.rule.value === '' || (node.findings || []).some((finding) => finding.rule === fields.rule.value))
      && (fields.power.value === '' || levelOf(node) === fields.power.value)
      && (!reached || reached.has(node.index)));
    const power = (node) => LEVELS.indexOf(levelOf(node));
    const { compare } = new Intl.Collator('en', { numeric: true });
    const byName = (one, other) => compare(one.name, other.name) || one.index - other.index;
    const orders = {
      severity: (one, other) => other.rank - one.rank || power(one) - power(other) || byName(one, other),
      power: (one, other) => power(one) - power(other) || other.rank - one.rank || byName(one, other),
      name: byName,
    };
    return wanted.sort(orders[fields.sort.value]);
  }

  function wantedPaths() {
    const words = fields.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    return paths.filter((path) => {
      const ends = nodes[path.to];
      const passed = [path.from, ...path.hops.map((hop) => edges[hop].to)].map((index) => nodes[index]);
      return words.every((word) => passed.some((node) => node.text.includes(word)))
        && (fields.account.value === '' || passed.some((node) => node.account === fields.account.value))
        && (fields.rule.value === '' || passed.some((node) => (node.findings || []).some((finding) => finding.rule === fields.rule.value)))
        && (fields.power.value === '' || path.level === fields.power.value)
        && (fields.outsider.value === '' || String(path.from) === fields.outsider.value)
        && ends !== undefined;
    });
  }

  /** The groups in the order of their first item: the worst first, if the items are sorted so. */
  function grouped(wanted) {
    const groups = new Map();
    const key = {
      account: (node) => (node.account ? `account ${data.accounts[node.account] || node.account}` : 'account known at deployment only'),
      severity: (node) => (node.grade === 'none' ? 'no findings' : `${node.grade} severity`),
      none: () => '',
    }[fields.group.value];
    for (const node of wanted) {
      const name = key(node);
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(node);
    }
    return [...groups].flatMap(([heading, members]) => members.map((node, place) => ({ node, heading: place === 0 && heading ? `${heading} (${members.length})` : undefined })));
  }

  // --- the list

  let waiting = [];

  function itemOfRole({ node, heading }) {
    const isCurrent = selected === node.index;
    const notes = [
      node.grade === 'none' ? '' : `${node.grade} ${node.severity}`, endsOfPaths.has(node.index) ? 'on a path from outside' : '', node.power ? wordsOf(node.power.level) : '', node.kind === 'user' ? 'IAM user' : '',
    ].filter(Boolean).join(' · ');
    const rules = different((node.findings || []).map((finding) => finding.rule)).join(', ');
    const button = element('button', {
      'type': 'button', 'class': `item ${endsOfPaths.has(node.index) ? 'critical' : node.grade}`, 'data-node': node.index, 'aria-current': isCurrent ? 'true' : false, 'click': () => select(node.index, true),
    }, node.name, element('br'), element('small', {}, [notes, rules].filter(Boolean).join(' — ')));
    return { heading, item: element('li', {}, button) };
  }

  function itemOfPath(path) {
    const words = [nameOf(path.from), ...path.hops.map((hop) => nameOf(edges[hop].to))].join(' → ');
    const grade = path.accepted ? 'none' : TAKEOVER.has(path.level) ? 'critical' : path.level === 'not-known' ? 'medium' : 'low';
    const button = element('button', { 'type': 'button', 'class': `item ${grade}`, 'click': () => showPath(path) },
      element('strong', {}, wordsOf(path.level)), ' ', words, path.accepted ? element('small', {}, ` accepted: ${path.accepted}`) : '');
    return { item: element('li', {}, button) };
  }

  function showMore() {
    const items = byId('items');
    for (const { heading, item } of waiting.splice(0, CHUNK).map((make) => make())) {
      if (heading || !items.lastElementChild) items.append(...heading ? [element('h3', {}, heading)] : [], element('ul', {}));
      items.lastElementChild.append(item);
    }
    const more = byId('more');
    more.hidden = waiting.length === 0;
    more.textContent = `Show more (${waiting.length} left)`;
  }

  function update() {
    const isOfRoles = view === 'roles';
    const wanted = isOfRoles ? wantedRoles() : wantedPaths();
    waiting = isOfRoles ? grouped(wanted).map((entry) => () => itemOfRole(entry)) : wanted.map((path) => () => itemOfPath(path));
    byId('items').replaceChildren();
    showMore();
    byId('view-roles').setAttribute('aria-pressed', String(isOfRoles));
    byId('view-paths').setAttribute('aria-pressed', String(!isOfRoles));
    const all = isOfRoles ? principals.length : paths.length;
    const kind = isOfRoles ? (principals.length === 1 ? 'role' : 'roles') : 'paths from outside';
    byId('status').textContent = `${wanted.length} of ${all} ${kind} listed`;
  }

  // --- one role

  function select(index, movesFocus) {
    selected = index;
    for (const item of document.querySelectorAll('.item[aria-current]')) item.removeAttribute('aria-current');
    const item = document.querySelector(`.item[data-node="${index}"]`);
    if (item) item.setAttribute('aria-current', 'true');
    const node = nodes[index];
    const details = byId('details');
    details.setAttribute('aria-label', `${node.name}: details`);
    details.replaceChildren(
      ...headingOf(node),
      element('h3', {}, 'Who can assume it, and where it leads'), neighbourhood(index),
      ...(node.findings || []).length > 0 ? [element('h3', {}, 'Findings')] : [], ...(node.findings || []).map(findingBlock),
      ...pathsThrough(index), ...callersOf(index), ...targetsOf(index), ...policyOf(node),
    );
    if (movesFocus) {
      details.focus({ preventScroll: true });
      const { top } = details.getBoundingClientRect();
      if (top < 0 || top > window.innerHeight / 2) details.scrollIntoView();
    }
  }

  function headingOf(node) {
    const account = node.account ? `account ${data.accounts[node.account] || node.account}` : '';
    const severity = node.grade === 'none' ? element('span', { class: 'badge none' }, 'no findings')
      : element('span', { class: `badge ${node.grade}` }, `${node.grade} severity ${node.severity}`);
    return [
      element('h2', {}, node.name),
      element('p', { class: 'dim' }, [account, node.id === node.name ? '' : node.id, node.file].filter(Boolean).join(' · ')),
      element('p', {}, ...node.isPrincipal ? [severity] : [], ...node.power ? [element('span', { class: `badge ${TAKEOVER.has(node.power.level) ? 'critical' : 'none'}` }, wordsOf(node.power.level)), node.power.because] : []),
      ...(node.power && node.power.notKnown ? node.power.notKnown.map((what) => element('p', { class: 'dim' }, `not known: ${what}`)) : []),
    ];
  }

  function findingBlock(finding) {
    const rows = [
      ['because', finding.because], ['witness', finding.witness], ['accepted', finding.accepted], ['also', (finding.also || []).join(', ')],
    ].filter(([, text]) => text);
    const [best, ...others] = finding.fixes.map((fix) => [
      fix.text, ' ', element('button', { 'type': 'button', 'class': 'copy', 'click': (event) => copy(event.currentTarget, fix.copy) }, 'Copy'),
    ]);
    const more = others.length === 0 ? [] : [element('details', {}, element('summary', {}, others.length === 1 ? '1 other fix' : `${others.length} other fixes`),
      ...others.map((other) => element('p', {}, ...other)))];
    const fixes = best ? [element('dt', {}, 'fix'), element('dd', {}, ...best, ...more)] : [];
    return element('article', { class: `finding ${SEVERITIES.find(([, least]) => finding.severity >= least)[0]}` },
      element('strong', {}, `${finding.level} ${finding.rule}: `), finding.message,
      element('dl', {}, rows.map(([name, text]) => [element('dt', {}, name), element('dd', {}, text)]).flat(), ...fixes,
        ...finding.advice ? [element('dt', {}, 'fix'), element('dd', {}, finding.advice)] : []),
      element('a', { href: finding.docs, rel: 'noreferrer' }, `about ${finding.rule}`));
  }

  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page that was opened from a file may not use the clipboard directly.
      const area = element('textarea', { 'aria-hidden': 'true', 'readonly': true });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
      button.focus();
    }
    button.textContent = 'Copied';
    byId('status').textContent = 'The fix was copied.';
  }

  // --- its neighbourhood

  /** Breadth first, so that the nearest come first; callers from outside before others. */
  function around(index, lists, otherEnd) {
    const found = new Map();
    let border = [index];
    let more = 0;
    while (border.length > 0) {
      const next = [];
      const candidates = border.flatMap((at) => lists[at]).filter((edge) => edges[edge].side !== 'denies');
      candidates.sort((one, other) => Number(nodes[edges[one][otherEnd]].isPrincipal) - Number(nodes[edges[other][otherEnd]].isPrincipal));
      for (const edge of candidates) {
        const end = edges[edge][otherEnd];
        if (end === index || found.has(end)) continue;
        if (found.size >= MOST_NEIGHBOURS) {
          more += 1;
          continue;
        }
        found.set(end, edge);
        next.push(end);
      }
      border = found.size >= MOST_NEIGHBOURS ? [] : next;
    }
    return { found, more };
  }

  const shortened = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

  /** The characters of a box. */
  const NAME_LENGTH = 32;
  const SECOND_LENGTH = 44;
  const secondLineOf = (node) => [node.isPrincipal && node.account ? node.account : '', node.power ? wordsOf(node.power.level) : ''].filter(Boolean).join(' · ');

  function neighbourhood(index) {
    const before = around(index, incoming, 'from');
    const after = around(index, outgoing, 'to');
    const shown = new Set([...before.found.keys(), index, ...after.found.keys()]);
    const drawn = edges.length === 0 ? [] : [...new Set([...shown].flatMap((each) => outgoing[each]))]
      .filter((edge) => shown.has(edges[edge].to) && edges[edge].side !== 'denies' && edges[edge].from !== edges[edge].to);
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 44, marginx: 8, marginy: 8 });
    graph.setDefaultEdgeLabel(() => ({}));
    for (const each of shown) {
      const longest = Math.max(Math.min(NAME_LENGTH, nodes[each].name.length) * 7.6, Math.min(SECOND_LENGTH, secondLineOf(nodes[each]).length) * 6.2);
      graph.setNode(String(each), { width: 24 + longest, height: 38 });
    }
    for (const edge of drawn) graph.setEdge(String(edges[edge].from), String(edges[edge].to), { edge });
    dagre.layout(graph);
    const { width = 300, height = 60 } = graph.graph();
    const words = `${before.found.size} callers on the left, ${after.found.size} roles on the right of ${nodes[index].name}`;
    const picture = svgElement('svg', { 'viewBox': `0 0 ${width} ${height}`, 'width': width, 'height': height, 'role': 'group', 'aria-label': words });
    picture.append(svgElement('defs', {}, svgElement('marker', {
      id: 'arrow', viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto',
    }, svgElement('path', { d: 'M0,0 L8,4 L0,8 z' }))));
    for (const end of graph.edges()) {
      const { points, edge } = graph.edge(end);
      const isSure = edges[edge].trust === 'open' && edges[edge].side === 'allows';
      picture.append(svgElement('path', {
        'd': points.map(({ x, y }, place) => `${place === 0 ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`).join(' '),
        'class': isSure ? 'sure' : 'unsure', 'marker-end': 'url(#arrow)', 'aria-hidden': 'true',
      }));
    }
    for (const each of shown) picture.append(boxOf(each, graph.node(String(each)), each === index));
    const more = before.more + after.more;
    return element('div', {},
      element('div', { class: 'graph' }, picture),
      element('p', { class: 'hint' }, `Dashed arrow: the caller's own policies are not known, or the trust policy is undecided. Dashed box: not a role of the inputs.${more > 0 ? ` ${more} more connections are not drawn.` : ''}`));
  }

  function boxOf(index, { x, y, width, height }, isSelected) {
    const node = nodes[index];
    const second = secondLineOf(node);
    const classes = [isSelected ? 'selected' : '', node.isPrincipal ? '' : 'outsider', node.power && TAKEOVER.has(node.power.level) ? 'powerful' : ''];
    const box = svgElement('g', { 'class': classes.filter(Boolean).join(' '), 'tabindex': 0, 'role': 'button', 'aria-label': `${node.name}, ${second || node.kind}` },
      svgElement('title', {}, `${node.name} ${second}`),
      svgElement('rect', { x: x - width / 2, y: y - height / 2, width, height, rx: 5 }),
      svgElement('text', { 'x': x, 'y': second ? y - 2 : y + 4, 'text-anchor': 'middle' }, shortened(node.name, NAME_LENGTH)));
    if (second) box.append(svgElement('text', { 'class': 'dim', 'x': x, 'y': y + 12, 'text-anchor': 'middle' }, shortened(second, SECOND_LENGTH)));
    const open = () => select(index, true);
    box.addEventListener('click', open);
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      open();
    });
    return box;
  }

  function edgeInWords(edge) {
    const { from, to, trust, side, request, statements, reasons } = edges[edge];
    const own = nodes[from].isPrincipal ? `, ${edges[edge].needsPermission === false && side === 'allows' ? 'which names it' : SIDES[side]}` : '';
    const why = trust === 'open' ? `${statements.map((number) => `statement ${number}`).join(' and ')} allows ${request}` : `undecided: ${reasons.join(', ')}`;
    return element('li', {}, element('strong', {}, `${nameOf(from)} → ${nameOf(to)}`), `${own}: ${why}`);
  }

  function listOfEdges(title, list) {
    if (list.length === 0) return [];
    const rest = list.length - MOST_LISTED;
    return [element('h3', {}, title), element('ol', { class: 'hops' }, list.slice(0, MOST_LISTED).map(edgeInWords)), ...rest > 0 ? [element('p', { class: 'hint' }, `and ${rest} more`)] : []];
  }

  const callersOf = (index) => listOfEdges('Callers that its trust policy admits', incoming[index]);
  const targetsOf = (index) => listOfEdges('Roles that it may assume', outgoing[index]);

  function hopsOf(path) {
    return [
      element('p', {}, element('strong', {}, `${wordsOf(path.level)}: `), path.because, path.accepted ? ` (accepted: ${path.accepted})` : ''),
      element('ol', { class: 'hops' }, path.hops.map(edgeInWords)),
    ];
  }

  function pathsThrough(index) {
    const through = paths.filter((path) => path.hops.some((hop) => edges[hop].to === index));
    if (through.length === 0) return [];
    const rest = through.length - 10;
    return [element('h3', {}, 'Paths from outside through it'), ...through.slice(0, 10).flatMap(hopsOf), ...rest > 0 ? [element('p', { class: 'hint' }, `and ${rest} more`)] : []];
  }

  function showPath(path) {
    select(path.to, true);
    const details = byId('details');
    details.prepend(element('section', { 'aria-label': 'Selected path' }, element('h2', {}, `From ${nameOf(path.from)} to ${nameOf(path.to)}`), ...hopsOf(path)));
  }

  // --- its policy

  /** The parts of the document that decide, as JSON pointers. */
  function marksOf(node, policy) {
    const isList = Array.isArray(policy && policy.Statement);
    const pointerOf = (number) => (isList ? `/Statement/${number}` : '/Statement');
    const deciding = new Set([
      ...(node.findings || []).flatMap((finding) => (finding.statement === undefined ? [] : [pointerOf(finding.statement)])),
      ...incoming[node.index].flatMap((edge) => (edges[edge].statements || []).map(pointerOf)),
    ]);
    const clauses = new Set((node.findings || []).flatMap((finding) =>
      (finding.marks.length > 0 || finding.statement === undefined ? finding.marks : [`${pointerOf(finding.statement)}/Principal`])));
    return { deciding, clauses };
  }

  function policyOf(node) {
    if (node.policy === undefined) return [];
    const policy = policies[node.policy];
    const text = typeof policy === 'string' ? element('pre', { tabindex: 0 }, policy) : element('pre', { tabindex: 0 }, ...linesOf(policy, marksOf(node, policy)));
    return [element('h3', {}, 'Trust policy'), element('p', { class: 'hint' }, 'The line on the left shows the statements that decide, the colour what a fix changes.'), text];
  }

  function linesOf(value, { deciding, clauses }, pointer = '', indent = '', end = '') {
    if (typeof value !== 'object' || value === null) return [JSON.stringify(value) + end + '\n'];
    const isList = Array.isArray(value);
    const entries = Object.entries(value);
    if (entries.length === 0) return [`${isList ? '[]' : '{}'}${end}\n`];
    const inner = entries.flatMap(([key, item], place) => {
      const own = `${pointer}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;
      const label = `${indent}  ${isList ? '' : `${JSON.stringify(key)}: `}`;
      const lines = [label, ...linesOf(item, { deciding, clauses }, own, `${indent}  `, place === entries.length - 1 ? '' : ',')];
      const marked = clauses.has(own) ? [element('mark', {}, ...lines)] : lines;
      return deciding.has(own) ? [element('span', { class: 'deciding' }, ...marked)] : marked;
    });
    return [`${isList ? '[' : '{'}\n`, ...inner, `${indent}${isList ? ']' : '}'}${end}\n`];
  }

  // --- keys and start

  function moveInList(step) {
    const items = [...document.querySelectorAll('.item')];
    const at = items.indexOf(document.activeElement);
    if (step > 0 && at === items.length - 1 && waiting.length > 0) showMore();
    const next = [...document.querySelectorAll('.item')][Math.max(0, at + step)];
    if (next) next.focus();
  }

  document.addEventListener('keydown', (event) => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === '/' && !isTyping) {
      event.preventDefault();
      fields.search.focus();
    } else if (event.key === 'ArrowDown' && (event.target === fields.search || byId('items').contains(event.target))) {
      event.preventDefault();
      moveInList(1);
    } else if (event.key === 'ArrowUp' && byId('items').contains(event.target)) {
      event.preventDefault();
      moveInList(-1);
    } else if (event.key === 'Escape' && byId('details').contains(event.target)) {
      const item = document.querySelector('.item[aria-current]') || document.querySelector('.item');
      if (item) item.focus();
    }
  });
  byId('controls').addEventListener('input', update);
  byId('controls').addEventListener('submit', (event) => event.preventDefault());
  byId('controls').addEventListener('reset', () => setTimeout(update));
  byId('more').addEventListener('click', showMore);
  for (const each of ['roles', 'paths']) {
    byId(`view-${each}`).addEventListener('click', () => {
      view = each;
      update();
    });
  }

  byId('summary').textContent = data.summary;
  byId('notes').append(...data.notes.map((note) => element('li', {}, note)));
  byId('notes').hidden = data.notes.length === 0;
  fillControls();
  // A report without findings would begin with an empty list.
  fields.all.checked = !principals.some(isInteresting);
  update();
  document.documentElement.dataset.ready = 'true';
})();
