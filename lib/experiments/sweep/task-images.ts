import { DataError } from '../../core/errors/data-error.ts';
import { openDataset } from '../../data/open-dataset.ts';
import { imageListIdentity } from '../../training/run/run-info.ts';
import type { ImageSplit } from '../../training/split-images.ts';
import { imagesOfFold } from './sweep-folds.ts';
import type { SweepTask } from './sweep-task.ts';

/**
 * Opens a task's data set and divides it as the task says.
 * @param task - data, fold and seed
 * @throws {DataError} if the images are not those that the sweep was planned with
 */
export async function openTaskImages(task: SweepTask): Promise<ImageSplit> {
  const { images } = await openDataset(task.data.root, task.data.reading);
  const { train, validation, test } = imagesOfFold(images, task.fold, {
    seed: task.seed,
    validationFraction: task.config.training.validationFraction,
  });
  for (const [name, list] of Object.entries({ train, validation, test })) {
    const [then, now] = [task.images[name as keyof ImageSplit], imageListIdentity(list)];
    if (then.sha256 === now.sha256) continue;
    throw new DataError(
      `task ${task.id}: ${task.data.root} has changed since the sweep was planned: ${then.images} ${name} images then, ${now.images} now${then.images === now.images ? ', not the same ones' : ''}; give the same data, or the sweep another name`,
    );
  }
  return { train, validation, test };
}
