// Preferences as the text that they are. The API keeps them byte for byte, so the text of the response is what is edited, and the text of
// the editor is what is sent: no value is parsed and written again.

import { useEffect, useState } from 'preact/hooks';
import { sendText, type Method } from '../api';
import { bytes, count } from '../format';
import { useAction, useLoad } from '../load';
import { Button, useLack } from '../ui/bits';
import { Problem, Show } from '../ui/notice';
import { say } from '../ui/toast';
import { compact, fault, spread } from './json-text';

/** The largest preferences, in bytes (docs/reference/limits.md). */
const LARGEST = 65_535;

interface Props { route: string; method: Method; scope: string }

export const PrefsEditor = ({ route, method, scope }: Props) => {
  const loaded = useLoad(route, (signal) => sendText('GET', route, { signal }));
  return (
    <Show loaded={loaded} what="the preferences">
      {(stored) => <Editor stored={stored} {...{ route, method, scope }} onSaved={loaded.set} />}
    </Show>
  );
};

const Editor = ({ stored, route, method, scope, onSaved }: Props & { stored: string; onSaved(text: string): void }) => {
  const [text, setText] = useState(stored);
  const action = useAction();
  const lack = useLack(scope);
  useEffect(() => setText(stored), [stored]);
  const wrong = fault(text);
  const size = bytes(text.trim());
  const isTooLarge = size > LARGEST;
  const isChanged = text !== stored;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (wrong || !isChanged) return;
    let answer = '';
    if (!await action.run(async () => { answer = await sendText(method, route, { text: `{"prefs":${text}}` }); })) return;
    onSaved(answer);
    setText(answer);
    say('Saved.');
  };
  return (
    <form class="card" onSubmit={submit}>
      <div class="field">
        <label for="prefs">Preferences</label>
        <small id="prefs-hint">JSON, kept byte for byte. Apps of the user read and write it, too: what they write between your reading and saving
          is replaced.</small>
        <textarea id="prefs" class="json" aria-describedby="prefs-hint" value={text} rows={Math.min(24, Math.max(6, text.split('\n').length + 1))} spellcheck={false} autocapitalize="off"
          aria-invalid={wrong !== ''} readOnly={lack !== undefined} onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <p class="row between">
        <span class={isTooLarge ? 'problem' : 'hint'}>{count(size, 'byte')} of {LARGEST.toLocaleString('en')}</span>
        <span class="buttons">
          <Button kind="small" disabled={wrong !== ''} onClick={() => setText(spread(text))}>Spread over lines</Button>
          <Button kind="small" disabled={wrong !== ''} onClick={() => setText(compact(text))}>Without spaces</Button>
        </span>
      </p>
      {wrong && <p class="problem" role="status">{wrong}</p>}
      <Problem error={action.error} />
      <div class="buttons">
        <Button type="submit" kind="primary" lack={lack} isBusy={action.isBusy} disabled={!isChanged || wrong !== ''}>
          {action.isBusy ? 'Saving …' : 'Save the preferences'}
        </Button>
        <Button disabled={!isChanged} onClick={() => { setText(stored); action.clear(); }}>Undo</Button>
      </div>
    </form>
  );
};
