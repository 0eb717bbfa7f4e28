// Users for the tests.

/** What somebody could choose as a name to do harm, or only to be different. */
export const HOSTILE = {
  element: '<img src=x onerror="window.reports.push(\'ran\')">',
  script: '</script><script>window.reports.push("ran")</script>',
  url: 'javascript:window.reports.push("ran")',
  override: '\u202eevil.exe\u202c\u2066reversed',
  arabic: 'عبد الرحمن بن محمد بن عبد الله الطويل',
  emojis: '👩‍👩‍👧‍👦'.repeat(11) + '🇩🇪',
  wide: 'W'.repeat(128),
  formula: '=HYPERLINK("http://evil.test","x")',
  quotes: `"',;\\ {{7*7}} \${7*7}`,
  accents: 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞',
};

/** Makes numbered users, a few at a time, the first one first. */
export async function crowd(project, number, values = () => ({})) {
  const made = [];
  for (let at = 0; at < number; at += 1) {
    const name = `User ${String(at).padStart(4, '0')}`;
    made.push(await project.user({ userId: `u${String(at).padStart(4, '0')}`, name, email: `u${at}@example.com`, ...values(at) }));
  }
  return made;
}
