// The export of what the list shows.

import { useEffect, useRef, useState } from 'preact/hooks';
import { wasAborted } from '../api';
import * as format from '../format';
import { Button } from '../ui/bits';
import { Dialog } from '../ui/dialog';
import { say } from '../ui/toast';
import { exportUsers, save, type Format } from './export';
import type { View } from './filters';

export const ExportButton = ({ view, total }: { view: View; total: number | undefined }) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon="save" onClick={() => setOpen(true)}>Export</Button>
      {isOpen && <ExportDialog view={view} total={total} onClose={() => setOpen(false)} />}
    </>
  );
};

const ExportDialog = ({ view, total, onClose }: { view: View; total: number | undefined; onClose(): void }) => {
  const [kind, setKind] = useState<Format>('csv');
  const [read, setRead] = useState<number>();
  const [problem, setProblem] = useState('');
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const isRunning = read !== undefined;
  const begin = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isRunning) return;
    setRead(0);
    setProblem('');
    try {
      const file = await exportUsers(view, kind, stop.current.signal, setRead);
      save(file, `users.${kind}`);
      say('The file is complete.');
      onClose();
    } catch (cause) {
      if (wasAborted(cause)) return;
      setProblem(cause instanceof Error ? cause.message : String(cause));
      setRead(undefined);
    }
  };
  return (
    <Dialog title="Export what the list shows" onClose={onClose}>
      <form onSubmit={begin}>
        <p>{total === undefined ? 'The users' : `${format.total(total)} ${total === 1 ? 'user' : 'users'}`} of the present search and filters, in the
          present order. Preferences and password hashes are not in the file: <code>roster users export</code> writes them.</p>
        <fieldset class="choices">
          <legend>Format</legend>
          <label><input type="radio" name="format" checked={kind === 'csv'} onChange={() => setKind('csv')} disabled={isRunning} />
            CSV, for spreadsheets. Cells that would be a formula begin with a quote.</label>
          <label><input type="radio" name="format" checked={kind === 'ndjson'} onChange={() => setKind('ndjson')} disabled={isRunning} />
            NDJSON, one object on each line.</label>
        </fieldset>
        {isRunning && <p role="status">{format.count(read, 'user')} read …</p>}
        {problem && <p class="problem" role="alert">{problem}</p>}
        <div class="buttons end">
          <Button onClick={onClose}>{isRunning ? 'Stop' : 'Cancel'}</Button>
          <Button kind="primary" type="submit" disabled={isRunning}>Export</Button>
        </div>
      </form>
    </Dialog>
  );
};
