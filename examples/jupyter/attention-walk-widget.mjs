// The browser's half of attention_walk.py: what anywidget calls for every view of the widget.
import 'https://cdn.jsdelivr.net/npm/attention-walk/dist/attention-walk.mjs';

/** Traits that follow the reader, and move the walk when Python sets them. */
const STATE = ['example', 'step', 'head', 'query'];

function render({ model, el }) {
  const walk = document.createElement('attention-walk');
  const take = (name) => {
    if (walk[name] !== model.get(name)) walk[name] = model.get(name);
  };
  const takeData = () => {
    if (!model.get('data')) return;
    walk.data = model.get('data');
    walk.example = 'own';
  };
  STATE.forEach(take);
  takeData();
  walk.addEventListener('aw-change', ({ detail }) => {
    for (const name of STATE) model.set(name, detail.state[name]);
    model.save_changes();
  });
  const changes = [
    ['change:data', takeData],
    ...STATE.map((name) => [`change:${name}`, () => take(name)]),
  ];
  for (const [event, listener] of changes) model.on(event, listener);
  el.append(walk);
  return () => {
    for (const [event, listener] of changes) model.off(event, listener);
  };
}

export default { render };
