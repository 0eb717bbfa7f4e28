// The inbox of a local stack (`make dev`): the emails and text messages that its functions send.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a message may take, in milliseconds: it is sent before the response, or right after it. */
const LIMIT = 15_000;
/** The time between two looks, in milliseconds. */
const PAUSE = 100;

/** The inbox of the stack with this endpoint. */
export class Inbox {
  #url;

  constructor(endpoint) {
    this.#url = new URL('/inbox/messages', endpoint);
  }

  /** The messages to an email or a phone, the newest first. */
  async messagesTo(to) {
    const response = await fetch(this.#url);
    assert.equal(response.status, 200, `${this.#url} is needed to read messages: only a local stack has it`);
    return (await response.json()).filter((message) => message.to === to);
  }

  /** The newest message to somebody, once there are as many as `count`. */
  async newest(to, count = 1) {
    const end = Date.now() + LIMIT;
    for (;;) {
      const messages = await this.messagesTo(to);
      if (messages.length >= count) return messages[0];
      assert.ok(Date.now() < end, `${messages.length} messages to ${to}, not ${count}`);
      await pause(PAUSE);
    }
  }

  /** The link in that message: its page, and the parameters of its query. */
  async link(to, count) {
    const { text } = await this.newest(to, count);
    const url = text.split(/\s+/).find((word) => /^https?:\/\//.test(word)) ?? assert.fail(`no link: ${text}`);
    const { origin, pathname, searchParams } = new URL(url);
    return { url, page: origin + pathname, ...Object.fromEntries(searchParams) };
  }

  /** The code of six digits in that message. */
  async code(to, count) {
    const { text } = await this.newest(to, count);
    return text.split(/\s+/).find((word) => /^\d{6}$/.test(word)) ?? assert.fail(`no code: ${text}`);
  }
}

/** A code of six digits that is not this one. */
export const otherThan = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
