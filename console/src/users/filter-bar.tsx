// The chips above the list, and the form for one more.

import { useState } from 'preact/hooks';
import type { ApiError } from '../api';
import { Button, Text } from '../ui/bits';
import { Dialog } from '../ui/dialog';
import { Choice, Entry } from '../ui/entry';
import { Icon } from '../ui/icon';
import { Problem } from '../ui/notice';
import { KINDS, kindOf, saidOf, type Filter } from './filters';

interface Props {
  filters: Filter[];
  /** Why the API did not answer with these filters. */
  error: ApiError | undefined;
  onChange(filters: Filter[]): void;
}

export const FilterBar = ({ filters, error, onChange }: Props) => {
  const [isAdding, setAdding] = useState(false);
  const isCause = error?.status === 400 && filters.length > 0;
  return (
    <div class="filters">
      <ul class="chips" aria-label="Filters">
        {filters.map((filter, at) => (
          <li key={`${filter.name}:${filter.value}`} class={`chip ${isCause ? 'bad' : ''}`}>
            <span>{kindOf(filter.name)?.label}: <strong><Text>{saidOf(filter)}</Text></strong></span>
            <button type="button" class="plain" aria-label={`Remove the filter ${kindOf(filter.name)?.label}: ${saidOf(filter)}`}
              onClick={() => onChange(filters.filter((_, other) => other !== at))}><Icon name="cross" /></button>
          </li>
        ))}
        <li><Button icon="plus" kind="small" onClick={() => setAdding(true)}>Filter</Button></li>
        {filters.length > 1 && <li><Button kind="small" onClick={() => onChange([])}>Clear all</Button></li>}
      </ul>
      {isCause && <Problem error={error} />}
      {isAdding && <NewFilter onClose={() => setAdding(false)} onAdd={(filter) => {
        setAdding(false);
        onChange([...filters.filter(({ name, value }) => name !== filter.name || value !== filter.value), filter]);
      }} />}
    </div>
  );
};

const NewFilter = ({ onAdd, onClose }: { onAdd(filter: Filter): void; onClose(): void }) => {
  const [name, setName] = useState('status');
  const [value, setValue] = useState('active');
  const kind = kindOf(name);
  const choose = (next: string): void => {
    setName(next);
    setValue(kindOf(next)?.choices?.[0]?.[0] ?? '');
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (value.trim() !== '') onAdd({ name, value: value.trim() });
  };
  return (
    <Dialog title="Add a filter" onClose={onClose}>
      <form onSubmit={submit}>
        <div class="pair">
          <Choice label="Filter" value={name} choices={KINDS.map((one) => [one.name, one.label])} onChoose={choose} isFirst />
          {kind?.choices
            ? <Choice label="Value" value={value} choices={kind.choices} onChoose={setValue} />
            : <Entry key={name} label="Value" type={kind?.operand === 'day' ? 'date' : 'text'} value={value} onText={setValue} placeholder={kind?.placeholder} required />}
        </div>
        <p class="hint">{kind?.isIndexed
          ? 'An index finds these users.'
          : 'No index finds these users by themselves: the API reads through the list, up to 50,000 users. A search, a label or a time of joining beside it makes the list shorter.'}</p>
        <div class="buttons end">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit">Add the filter</Button>
        </div>
      </form>
    </Dialog>
  );
};
