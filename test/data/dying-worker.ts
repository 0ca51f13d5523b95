// A worker thread that does what its task says; for the tests of WorkerPool.
import { serveTasks } from '../../lib/data/serve-tasks.ts';

serveTasks(async (task) => {
  if (task === 'exit') process.exit(3);
  if (task === 'crash')
    setImmediate(() => {
      throw new Error('out of luck');
    });
  if (task === 'crash') await new Promise(() => undefined);
  if (task === 'fail') throw new Error('this task cannot be done');
  if (task === 'sleep') await new Promise((resolve) => setTimeout(resolve, 50));
  return { result: `did ${String(task)}`, move: [] };
});
