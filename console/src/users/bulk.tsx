// What is done with all selected users.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { User } from '../../generated/models';
import { path, send } from '../api';
import { count } from '../format';
import { Button, Text, useLack } from '../ui/bits';
import { Dialog } from '../ui/dialog';
import { Entry } from '../ui/entry';
import type { IconName } from '../ui/icon';
import { runAll, type Progress } from './queue';

interface Job {
  name: string;
  label: string;
  icon: IconName;
  /** One of these scopes is needed. */
  scopes: string[];
  /** What the dialog says before it begins. */
  says: string;
  isDeletion?: boolean;
  needsLabel?: boolean;
  work(user: User, label: string, signal: AbortSignal): Promise<unknown>;
}

const setStatus = (status: boolean) => (user: User, _: string, signal: AbortSignal): Promise<unknown> =>
  send('PATCH', path`/users/${user.$id}/status`, { body: { status }, signal });

/** Labels are replaced as a whole, so those of now are read first. */
const setLabels = (change: (labels: string[], label: string) => string[]) =>
  async (user: User, label: string, signal: AbortSignal): Promise<unknown> => {
    const { labels } = await send<User>('GET', path`/users/${user.$id}`, { signal });
    const next = change(labels, label);
    return next.length === labels.length ? undefined : send('PUT', path`/users/${user.$id}/labels`, { body: { labels: next }, signal });
  };

const JOBS: Job[] = [
  { name: 'block', label: 'Block', icon: 'shield', scopes: ['users.write'], says: 'Blocked users cannot sign in, and their sessions do not work while they are blocked.', work: setStatus(false) },
  { name: 'unblock', label: 'Unblock', icon: 'check', scopes: ['users.write'], says: 'They can sign in again.', work: setStatus(true) },
  { name: 'label', label: 'Add label', icon: 'plus', scopes: ['users.write'], says: 'Every selected user gets the label.', needsLabel: true, work: setLabels((labels, label) => labels.includes(label) ? labels : [...labels, label]) },
  { name: 'unlabel', label: 'Remove label', icon: 'cross', scopes: ['users.write'], says: 'The label is removed from every selected user who has it.', needsLabel: true, work: setLabels((labels, label) => labels.filter((other) => other !== label)) },
  { name: 'leave', label: 'Sign out', icon: 'leave', scopes: ['users.write', 'sessions.write'], says: 'All sessions of the selected users end at once.', work: (user, _, signal) => send('DELETE', path`/users/${user.$id}/sessions`, { signal }) },
  { name: 'delete', label: 'Delete', icon: 'trash', scopes: ['users.write'], says: 'This cannot be undone. To keep the users and only stop them from signing in, block them.', isDeletion: true, work: (user, _, signal) => send('DELETE', path`/users/${user.$id}`, { signal }) },
];

interface Props { users: User[]; onClear(): void; onDone(): void }

/** The bar that appears while something is selected. */
export const BulkBar = ({ users, onClear, onDone }: Props) => {
  const [job, setJob] = useState<Job>();
  const mayWrite = useLack('users.write');
  const maySignOut = useLack('users.write', 'sessions.write');
  return (
    <div class="bulk" role="region" aria-label="Selection">
      <strong aria-live="polite">{count(users.length, 'user')} selected</strong>
      <span class="buttons">
        {JOBS.map((one) => (
          <Button key={one.name} icon={one.icon} kind={one.isDeletion ? 'danger' : 'small'} lack={one.name === 'leave' ? maySignOut : mayWrite}
            onClick={() => setJob(one)}>{one.label}</Button>
        ))}
        <Button kind="small" onClick={onClear}>Clear</Button>
      </span>
      {job && <Run job={job} users={users} onClose={(hasRun) => {
        setJob(undefined);
        if (hasRun) onDone();
      }} />}
    </div>
  );
};

const Run = ({ job, users, onClose }: { job: Job; users: User[]; onClose(hasRun: boolean): void }) => {
  const [label, setLabel] = useState('');
  const [typed, setTyped] = useState('');
  const [progress, setProgress] = useState<Progress<User>>();
  const [isRunning, setRunning] = useState(false);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const isReady = (!job.isDeletion || typed.trim() === String(users.length)) && (!job.needsLabel || label.trim() !== '');
  const begin = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!isReady || isRunning) return;
    setRunning(true);
    await runAll(users, (user, signal) => job.work(user, label.trim(), signal), stop.current.signal, setProgress);
    setRunning(false);
  };
  const hasEnded = progress !== undefined && !isRunning;
  return (
    <Dialog title={`${job.label}: ${count(users.length, 'user')}`} onClose={() => onClose(progress !== undefined)} closes={!isRunning}>
      <form onSubmit={begin}>
        <p>{job.says}</p>
        {job.needsLabel && (
          <Entry label="Label" value={label} onText={setLabel} disabled={progress !== undefined} maxLength={36} pattern="[A-Za-z0-9]+"
            title="Letters and digits" isFirst />
        )}
        {job.isDeletion && (
          <Entry label={<>Type <code class="typed">{users.length}</code> to confirm</>} value={typed} onText={setTyped} disabled={progress !== undefined} isFirst />
        )}
        {(isRunning || progress) && <Outcome progress={progress} all={users.length} />}
        <div class="buttons end">
          {isRunning && <Button onClick={() => stop.current.abort()}>Stop</Button>}
          {!isRunning && <Button onClick={() => onClose(progress !== undefined)}>{hasEnded ? 'Close' : 'Cancel'}</Button>}
          {!hasEnded && (
            <Button type="submit" kind={job.isDeletion ? 'danger' : 'primary'} disabled={!isReady || isRunning}>
              {isRunning ? 'Working …' : `${job.label}: ${count(users.length, 'user')}`}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
};

const Outcome = ({ progress, all }: { progress: Progress<User> | undefined; all: number }) => {
  const failures = progress?.failures ?? [];
  const done = progress?.done ?? 0;
  return (
    <div class="outcome">
      <progress max={all} value={done + failures.length} aria-label="Progress" />
      <p role="status">{done.toLocaleString('en')} of {all.toLocaleString('en')} done{failures.length > 0 && `, ${failures.length} failed`}.
        {progress?.stoppedBy && ` Nothing more was sent. ${progress.stoppedBy}`}</p>
      {failures.length > 0 && (
        <ul class="failures">
          {failures.slice(0, 50).map(({ item, message }) => <li key={item.$id}><code><Text>{item.$id}</Text></code> {message}</li>)}
        </ul>
      )}
    </div>
  );
};
