// Writes the reference pages of commands and settings from what the page itself uses:
// `node scripts/reference.mjs [--check]`. With --check it writes nothing and names stale pages.
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import ts from 'typescript';

const ROOT = join(import.meta.dirname, '..');
const COMMANDS = join(ROOT, 'labextension', 'src', 'commands');
const SCHEMAS = schemas();
const trans = { __: (text, ...values) => fill(text, values) };

/** The schemas of our plugins: their settings, shortcuts and menus. */
function schemas() {
  const place = join(ROOT, 'labextension', 'schema');
  const files = readdirSync(place).filter(file => file.endsWith('.json'));
  return files.map(file => JSON.parse(readFileSync(join(place, file), 'utf8')));
}

function read(path) {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return '';
  }
}

function fill(text, values) {
  return values.reduce(
    (done, value, i) => done.replaceAll(`%${i + 1}`, value),
    text
  );
}

// ------------------------------------------------------------- the commands

/** The modules of the commands, compiled one by one: they import nothing but one another. */
function families() {
  const place = mkdtempSync(join(tmpdir(), 'reference-'));
  try {
    const names = readdirSync(COMMANDS).map(file => file.replace(/\.ts$/, ''));
    for (const name of names) {
      const source = readFileSync(join(COMMANDS, `${name}.ts`), 'utf8');
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: {
          module: ts.ModuleKind.CommonJS,
          target: ts.ScriptTarget.ES2022
        }
      });
      writeFileSync(
        join(place, `${name}.cjs`),
        outputText.replaceAll(/require\("(\.\/\w+)"\)/g, 'require("$1.cjs")')
      );
    }
    const load = createRequire(join(place, 'index.cjs'));
    const { CommandIDs, commandTexts } = load('./index.cjs');
    return grouped(names, load, Object.values(CommandIDs), commandTexts(trans));
  } finally {
    rmSync(place, { recursive: true });
  }
}

function grouped(names, load, ids, texts) {
  const familyOf = name => load(`./${name}.cjs`)[`${name}IDs`] ?? {};
  const found = names
    .map(name => ({ name, ids: Object.values(familyOf(name)) }))
    .filter(family => family.ids.length > 0)
    .sort((a, b) => ids.indexOf(a.ids[0]) - ids.indexOf(b.ids[0]));
  return found.map(({ name, ids }) => ({
    title: capital(name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()),
    commands: ids.map(id => ({ id, ...texts[id] }))
  }));
}

function commandsPage() {
  const lines = [
    '# Commands',
    '',
    'Generated from `labextension/src/commands` and `labextension/schema` by `make generate`; do not edit.',
    '',
    'All are in the command palette under *Experiments*, and other extensions, shortcuts and the settings of menus may use',
    'their ids and arguments. A `ref` is an execution, or anything of [references](references.md). Where a command cannot run,',
    'its caption says why. *Accel* is Ctrl, on macOS Cmd; keys such as `G C` are typed one after the other, in a notebook',
    'in command mode. The keys of the list are in [the sidebar](sidebar.md).',
    ''
  ];
  for (const { title, commands } of families()) {
    lines.push(`## ${title}`, '', ...commands.flatMap(command));
  }
  return lines.join('\n').trimEnd() + '\n';
}

function command({ id, label, caption, args }) {
  const keys = SCHEMAS.flatMap(schema => schema['jupyter.lab.shortcuts'] ?? [])
    .filter(shortcut => shortcut.command === id)
    .map(shortcut => `\`${shortcut.keys.join(' ')}\``);
  const asked = Object.entries(args.properties ?? {});
  return [
    `### ${label}`,
    '',
    [`\`${id}\``, ...new Set(keys)].join(' · '),
    '',
    `${caption}.`,
    '',
    ...(asked.length ? ['| argument | type | meaning |', '|---|---|---|'] : []),
    ...asked.map(
      ([name, value]) =>
        `| \`${name}\` | ${kind(value)} | ${cell(value.description ?? '')} |`
    ),
    ...(asked.length ? [''] : [])
  ];
}

// ------------------------------------------------------------- the settings

function settingsPage() {
  const lines = [
    '# Settings',
    '',
    'Generated from `labextension/schema` by `make generate`; do not edit.',
    '',
    "*Settings → Settings Editor → Experiments*; administrators can preset them in JupyterLab's `overrides.json` under",
    '`jupyter-mm:plugin`. What the server keeps, and its limits, are set in `jupyter_server_config.py` or in the environment:',
    '`jupyter mm config` lists those. What is kept, and names to leave out, are told to the kernel by the page: in VS Code, nbconvert and',
    'papermill only the settings of the server and of the environment hold.',
    '',
    '| setting | name | type | default | meaning |',
    '|---|---|---|---|---|',
    ...SCHEMAS.flatMap(schema => Object.entries(schema.properties ?? {})).map(
      ([name, value]) =>
        `| \`${name}\` | ${value.title} | ${kind(value)} | \`${JSON.stringify(value.default)}\` | ${cell(value.description)} |`
    )
  ];
  return lines.join('\n') + '\n';
}

// ----------------------------------------------------------------- its words

const WORDS = {
  string: 'text',
  boolean: 'true, false',
  number: 'number',
  integer: 'whole number',
  object: 'object'
};

function kind(value) {
  const choices = value.enum ?? value.oneOf?.map(choice => choice.const);
  if (choices) {
    return choices.map(choice => `\`${choice}\``).join(', ');
  }
  if (value.type === 'array') {
    return `list of ${kind(value.items ?? {}).replace('text', 'texts')}`;
  }
  const range =
    'minimum' in value && 'maximum' in value
      ? `, ${value.minimum} to ${value.maximum}`
      : '';
  return `${WORDS[value.type] ?? 'any'}${range}`;
}

function cell(text) {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('*', '\\*')
    .replaceAll('\n', ' ');
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}

// ------------------------------------------------------------------ the run

const stale = Object.entries({
  'docs/reference/commands.md': commandsPage(),
  'docs/reference/settings.md': settingsPage()
}).filter(([path, text]) => read(path) !== text);
const isCheck = process.argv.includes('--check');
for (const [path, text] of stale) {
  console.log(`${isCheck ? 'stale' : 'wrote'}: ${path}`);
  if (!isCheck) {
    writeFileSync(join(ROOT, path), text);
  }
}
process.exitCode = isCheck && stale.length ? 1 : 0;
