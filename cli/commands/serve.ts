import { stat } from 'node:fs/promises';
import { parseArguments, required } from '../arguments';
import { Failed, UsageError, type Command } from '../io';
import { errorCode } from '../ports/inside';
import { serve as serveDirectory } from '../serve';

const DEFAULT_PORT = 8080;

function portOf(given: string | undefined): number {
  const port = given === undefined ? DEFAULT_PORT : Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65535 || given === '') {
    throw new UsageError(`--port ${given ?? ''} is no port`);
  }
  return port;
}

async function isDirectory(directory: string): Promise<boolean> {
  return stat(directory).then(
    (found) => found.isDirectory(),
    () => false
  );
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

export const serve: Command = {
  name: 'serve',
  summary: 'serve a directory as a store, for trying things out',
  usage: `prism serve --store DIR [--port N]

  Listens on 127.0.0.1 and lists directories as JSON, as nginx does with "autoindex_format json". The default port is
  ${DEFAULT_PORT}, 0 takes a free one. Ends on Ctrl-C.`,
  async run(args, io) {
    const { values } = parseArguments(args, { store: { type: 'string' }, port: { type: 'string' } }, 0);
    const [directory, port] = [required(values.store, '--store'), portOf(values.port)];
    if (!(await isDirectory(directory))) {
      throw new Failed(`${directory}: there is no such directory`);
    }
    const served = await serveDirectory(directory, port).catch((error: unknown) => {
      throw errorCode(error) === 'EADDRINUSE' ? new Failed(`port ${port} is taken; choose another with --port`) : error;
    });
    io.err(`${directory} is served at `);
    io.out(`${served.url}\n`);
    await interrupted();
    await served.close();
    return 0;
  },
};
