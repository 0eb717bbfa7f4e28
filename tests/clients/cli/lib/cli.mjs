// One release of the command line, in a folder of its own that is also its home, where it keeps its configuration.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES = fileURLToPath(new URL('../node_modules/', import.meta.url));

/** `userId` is `user-id` from release 3 on. */
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export class Cli {
  constructor(version) {
    const folder = join(PACKAGES, `appwrite-cli-${version}`);
    const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    this.program = join(folder, bin.appwrite);
    this.home = mkdtempSync(join(tmpdir(), 'roster-cli-'));
    this.isCamel = version.startsWith('2.');
  }

  #named(name) {
    return this.isCamel ? name : kebab(name);
  }

  /** The words of a command, with its options by name; a list becomes several words. */
  #words(command, options) {
    const words = command.split(' ').map((word) => this.#named(word));
    const values = Object.entries(options).map(([name, value]) => [`--${this.#named(name)}`, value]);
    return [...words, ...values.flat(2).map((value) => String(value))];
  }

  /** Runs a command to its end. */
  run(command, parameters = {}, more = []) {
    const words = [this.program, ...this.#words(command, parameters), ...more];
    const environment = { PATH: process.env.PATH, HOME: this.home, NO_COLOR: '1' };
    return new Promise((resolve) => {
      const options = { cwd: this.home, env: environment, timeout: 60_000 };
      const child = execFile(process.execPath, words, options, (error, out, err) => {
        resolve({ code: error ? error.code ?? error.signal : 0, out, err });
      });
      // A question of the program must not wait for somebody.
      child.stdin.end();
    });
  }

  /** Runs a command that must succeed, and returns what it prints. */
  async succeed(command, options, more) {
    const { code, out, err } = await this.run(command, options, more);
    assert.equal(code, 0, `${command}: ${out}${err}`);
    return out + err;
  }

  /** Runs a command with `--json`, and returns its answer. */
  async json(command, options) {
    const { code, out, err } = await this.run(command, options, ['--json']);
    assert.equal(code, 0, `${command}: ${out}${err}`);
    try {
      // Release 2 closes every answer with a line of its own.
      return JSON.parse(out.replace(/^✓ Success.*/m, ''));
    } catch {
      return assert.fail(`${command} prints no JSON: ${out}${err}`);
    }
  }

  /** Runs a command that the server must reject, and returns what it prints. */
  async fail(command, options) {
    const { code, out, err } = await this.run(command, options);
    assert.equal(code, 1, `${command}: ${out}${err}`);
    return out + err;
  }

  remove() {
    rmSync(this.home, { recursive: true, force: true });
  }
}
