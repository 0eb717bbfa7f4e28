// The labels of a user, of which there can be 1,000. They are replaced as a whole, when it is saved.

import { useRef, useState } from 'preact/hooks';
import { count } from '../format';
import { useAction } from '../load';
import { Button } from '../ui/bits';
import { Icon } from '../ui/icon';
import { Problem } from '../ui/notice';

/** Labels that are shown at first. */
const SHOWN = 30;

interface Props { labels: string[]; lack: string | undefined; save(labels: string[]): Promise<unknown> }

export const Labels = ({ labels, lack, save }: Props) => {
  const [edited, setEdited] = useState<string[]>();
  const [text, setText] = useState('');
  const [isWhole, setWhole] = useState(false);
  const action = useAction();
  const input = useRef<HTMLInputElement>(null);
  const present = edited ?? labels;
  const visible = isWhole ? present : present.slice(0, SHOWN);
  const hidden = present.length - visible.length;
  const add = (event: Event): void => {
    event.preventDefault();
    const added = text.split(/[\s,]+/).filter((label) => label !== '' && !present.includes(label));
    if (added.length > 0) setEdited([...present, ...new Set(added)]);
    setText('');
    input.current?.focus();
  };
  const commit = async (): Promise<void> => {
    if (edited && await action.run(() => save(edited))) setEdited(undefined);
  };
  return (
    <section class="card" aria-labelledby="labels">
      <h2 id="labels">Labels {present.length > 0 && <span class="count">{present.length.toLocaleString('en')}</span>}</h2>
      {present.length === 0 && <p class="none">No label. The filter <em>Label</em> of the list finds users by them.</p>}
      <ul class="chips" aria-label="Labels">
        {visible.map((label) => (
          <li key={label} class={`chip ${edited && !labels.includes(label) ? 'is-new' : ''}`}>
            <span>{label}</span>
            <button type="button" class="plain" disabled={lack !== undefined} title={lack} aria-label={`Remove the label ${label}`}
              onClick={() => setEdited(present.filter((other) => other !== label))}><Icon name="cross" /></button>
          </li>
        ))}
        {hidden > 0 && <li><Button kind="small" onClick={() => setWhole(true)}>Show {count(hidden, 'more', 'more')}</Button></li>}
      </ul>
      <form class="row" onSubmit={add}>
        <input ref={input} value={text} onInput={(event) => setText(event.currentTarget.value)} placeholder="Letters and digits" aria-label="New labels"
          spellcheck={false} autocapitalize="off" disabled={lack !== undefined} />
        <Button type="submit" icon="plus" lack={lack} disabled={text.trim() === ''}>Add</Button>
      </form>
      {edited && (
        <div class="buttons unsaved">
          <span>Not saved yet.</span>
          <Button kind="primary" isBusy={action.isBusy} onClick={() => void commit()}>{action.isBusy ? 'Saving …' : 'Save the labels'}</Button>
          <Button onClick={() => { setEdited(undefined); action.clear(); }}>Undo</Button>
        </div>
      )}
      <Problem error={action.error} />
    </section>
  );
};
