import { version } from '../package.json';
import { compare } from './commands/compare';
import { demo } from './commands/demo';
import { index } from './commands/index';
import { query } from './commands/query';
import { sample } from './commands/sample';
import { serve } from './commands/serve';
import { messageOf } from './errors';
import { UsageError, type Command, type Io } from './io';

const COMMANDS: readonly Command[] = [query, compare, index, demo, serve, sample];

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return `prism: LLM-inference benchmark results, asked from a shell

${COMMANDS.map(({ name, summary }) => `  prism ${name.padEnd(width)}  ${summary}`).join('\n')}

  prism COMMAND --help    how to use a command
  prism --version

Data goes to stdout, words to stderr. Exit status: 0 done, 1 failed, 2 wrong arguments.
`;
}

/** Runs a command line; resolves to its exit status and never rejects. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = argv;
  if (first === '--version' || first === '-V') {
    io.out(`${version}\n`);
    return 0;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    io.out(overview());
    return 0;
  }
  const command = COMMANDS.find(({ name }) => name === first);
  if (command === undefined) {
    io.err(first === undefined ? overview() : `prism: there is no command "${first}"\n\n${overview()}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(`${command.usage}\n`);
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    io.err(`prism ${command.name}: ${messageOf(error)}\n`);
    if (error instanceof UsageError) {
      io.err(`prism ${command.name} --help says how to use it\n`);
      return 2;
    }
    return 1;
  }
}
