// The messages that `make dev` has kept in place of sending them. Links in them are text here: the page of the inbox itself has them as
// links, and shows the HTML of an email in a frame without rights.

import { ApiError, wasAborted } from '../api';
import * as format from '../format';
import { useAction, useLoad } from '../load';
import { inbox } from '../settings';
import { Button, Copy, Text, Time } from '../ui/bits';
import { Icon } from '../ui/icon';
import { Empty, Problem, Show } from '../ui/notice';
import { say } from '../ui/toast';

/** A message, as crates/inbox describes it. */
interface Message {
  id: string;
  /** Milliseconds since 1970. */
  time: number;
  to: string;
  subject: string;
  text: string;
  kind: string;
}

async function fetched(method: string, signal?: AbortSignal): Promise<Response> {
  const request: RequestInit = { method, credentials: 'omit', cache: 'no-store', redirect: 'error', ...(signal && { signal }) };
  const response = await fetch(`${inbox}/messages`, request).catch((cause: unknown) => {
    if (wasAborted(cause)) throw cause;
    throw new ApiError(0, 'no_connection', 'The inbox cannot be reached: check whether make dev runs.');
  });
  if (response.ok) return response;
  throw new ApiError(response.status, 'inbox', (await response.text()) || `The inbox answered ${response.status}.`);
}

export const InboxPage = () => {
  const loaded = useLoad('inbox', async (signal) => (await fetched('GET', signal)).json() as Promise<Message[]>);
  const clearing = useAction();
  const clear = async (): Promise<void> => {
    if (!await clearing.run(() => fetched('DELETE'))) return;
    say('The inbox is empty.');
    loaded.reload();
  };
  return (
    <>
      <div class="title">
        <h1>Inbox</h1>
        <span class="buttons">
          <Button isBusy={loaded.isLoading} onClick={loaded.reload}>Read again</Button>
          <Button icon="trash" isBusy={clearing.isBusy} onClick={() => void clear()}>Delete all</Button>
        </span>
      </div>
      <p class="hint">Emails and text messages that were not sent, because this is <code>make dev</code>. <a href={`${inbox}/`} target="_blank" rel="noreferrer">With
        links and HTML</a></p>
      <Problem error={clearing.error} />
      <Show loaded={loaded} what="the inbox">{(messages) => <Messages messages={messages} />}</Show>
    </>
  );
};

const Messages = ({ messages }: { messages: Message[] }) => (
  <section class="card flush" aria-label="Messages">
    <div class="card-head"><h2>{format.count(messages.length, 'message')}</h2></div>
    {messages.length === 0 && <Empty title="No message yet"><p>Ask for a link or a code as a user, for instance for a new password, and read it here.</p></Empty>}
    <ul class="items">
      {messages.map((message) => (
        <li key={message.id} class="message">
          <Icon name={message.kind === 'text' ? 'device' : 'mail'} />
          <div class="item-texts">
            <p><strong><Text>{message.subject || 'Text message'}</Text></strong> to <Text>{message.to}</Text></p>
            <p class="message-text"><Text>{message.text.trim()}</Text></p>
          </div>
          <Copy text={message.text.trim()} what="the text" />
          <span class="quiet item-time"><Time at={new Date(message.time).toISOString()} /></span>
        </li>
      ))}
    </ul>
  </section>
);
