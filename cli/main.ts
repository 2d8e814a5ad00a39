import { text } from 'node:stream/consumers';
import { run } from './run';

// A reader that has seen enough (`prism query … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

// Not process.exit, which would cut off what a pipe has not taken yet.
run(process.argv.slice(2), {
  out: (data) => process.stdout.write(data),
  err: (words) => process.stderr.write(words),
  terminal: process.stderr.isTTY ? process.stderr : null,
  input: () => text(process.stdin),
}).then((status) => {
  process.exitCode = status;
});
