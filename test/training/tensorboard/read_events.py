"""Prints what TensorBoard itself reads in a run's folder, as JSON: {tag: [[step, value], ...]}.

pip install tensorboard
python test/training/tensorboard/read_events.py RUN
"""

import json
import sys

from tensorboard.backend.event_processing import event_accumulator

reader = event_accumulator.EventAccumulator(sys.argv[1], size_guidance={"scalars": 0})
reader.Reload()
print(json.dumps({tag: [[e.step, e.value] for e in reader.Scalars(tag)] for tag in reader.Tags()["scalars"]}))
