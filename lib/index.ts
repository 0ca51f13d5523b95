// What wt-dfn offers, room by room (ARCHITECTURE.md). Nothing in lib imports this file.

// core
export { AbortError } from './core/errors/abort-error.ts';
export { CheckpointError } from './core/errors/checkpoint-error.ts';
export { DataError, type FileProblem } from './core/errors/data-error.ts';
export { DivergenceError } from './core/errors/divergence-error.ts';
export { EngineError } from './core/errors/engine-error.ts';
export { ExecutorError } from './core/errors/executor-error.ts';
export { FencedError } from './core/errors/fenced-error.ts';
export { ParameterError } from './core/errors/parameter-error.ts';
export { SubjectOverlapError } from './core/errors/subject-overlap-error.ts';
export { WtDfnError } from './core/errors/wt-dfn-error.ts';
export type { Progress, ProgressListener } from './core/progress.ts';
export { Random, type RandomState } from './core/random.ts';
export type { RasterImage } from './core/raster-image.ts';

// engine
export type { Engine, EngineAttempt, EngineBackend } from './engine/engine.ts';
export { engineStatus, type EngineStatus } from './engine/engine-status.ts';
export { installEngine, type InstalledEngine, type InstallEngineOptions } from './engine/install-engine.ts';
export { engineMemory, type EngineMemory } from './engine/memory.ts';
export { startEngine, type StartEngineOptions } from './engine/start-engine.ts';

// data
export { assertDisjointSubjects, type DisjointOptions } from './data/assert-disjoint-subjects.ts';
export { auditDataset, type AuditOptions } from './data/audit-dataset.ts';
export type { DataAudit } from './data/audit-types.ts';
export { areaBins } from './data/area-bins.ts';
export { CELL_AUGMENT, type AugmentOptions } from './data/augment-options.ts';
export {
  AUGMENT_METHOD_DEFAULTS,
  AUGMENT_METHODS,
  IMAGE_METHODS,
  MIXING_METHODS,
  type AugmentMethod,
  type AugmentMethodOptions,
  type ImageMethod,
  type MixingMethod,
} from './data/baselines/augment-methods.ts';
export { drawImageMethod, type ImageMethodChoice } from './data/baselines/draw-image-method.ts';
export { drawKeepAugment } from './data/baselines/keep-augment.ts';
export type { MaskFill } from './data/baselines/mask-fill.ts';
export type { PixelChange } from './data/baselines/pixel-change.ts';
export { BatchLoader, type EpochOptions } from './data/batch-loader.ts';
export type { BatchLoaderOptions } from './data/batch-loader-options.ts';
export { CLASS_COUNT, CLASS_NAMES, type CellDataset, type CellImage, type Label } from './data/dataset.ts';
export { decodeImage, type DecodedImage, type DecodeOptions } from './data/decode-image.ts';
export { foregroundMask, type Background, type MaskOptions } from './data/foreground-mask.ts';
export type { Sampler, SizeBins } from './data/epoch-order.ts';
export type { ImageBatch } from './data/image-batch.ts';
export { CNMC_SHARED_SUBJECTS, knownSharedSubjects, mergeSubjects } from './data/merge-subjects.ts';
export { fineGrainedSaliency } from './data/mixing/fine-grained-saliency.ts';
export { mixBatch, type MixOptions } from './data/mixing/mix-batch.ts';
export type { MixedBatch } from './data/mixing/mixed-batch.ts';
export { decodeNpy, encodeNpy, type NumberTable } from './data/npy.ts';
export { openDataset, type OpenDatasetOptions } from './data/open-dataset.ts';
export {
  SILHOUETTE_FEATURES,
  silhouetteFeatures,
  silhouetteVector,
  type SilhouetteFeatures,
} from './data/silhouette.ts';
export { subjectFolds, subjectHoldOut, type Fold, type SplitOptions } from './data/split-subjects.ts';
export { drawCell, type DrawCellOptions, type DrawnCell } from './data/synth/draw-cell.ts';
export { drawSmear, type DrawnSmear, type DrawSmearOptions } from './data/synth/draw-smear.ts';
export {
  synthesiseDataset,
  type SynthesisedDataset,
  type SynthesiseOptions,
} from './data/synth/synthesise-dataset.ts';

// nn
export type { PixelNormalisation } from './core/pixel-constants.ts';
export type { BackboneStage } from './nn/backbone.ts';
export {
  BACKBONE_NAMES,
  BACKBONES,
  normalisationOf,
  type BackboneForm,
  type BackboneName,
  type EfficientNetLiteForm,
  type MapStride,
  type ResNetForm,
  type SqueezeNetForm,
} from './nn/backbones.ts';
export { bilinearAttentionPooling } from './nn/bilinear-attention-pooling.ts';
export type { ForwardMode } from './nn/convolution-unit.ts';
export type { NamedArray } from './nn/named-array.ts';
export { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from './nn/safetensors.ts';
export { adaptWeights } from './nn/weight-files/adapt-weights.ts';
export {
  FETCHABLE_WEIGHTS,
  fetchWeights,
  type FetchableWeights,
  type FetchedWeights,
  type FetchWeightsOptions,
} from './nn/weight-files/fetch-weights.ts';
export {
  decodeWeightFile,
  readWeightFile,
  type WeightFile,
  type WeightFileFormat,
} from './nn/weight-files/read-weight-file.ts';
export { exportWeights, loadWeights, type WeightReport } from './nn/weights.ts';
export { WtDfn, type WtDfnOptions, type WtDfnOutput } from './nn/wt-dfn.ts';

// streams
export { attentionBox, cutBox } from './streams/attention-crop.ts';
export { erasePixels } from './streams/attention-erase.ts';
export type { AttentionMaps } from './streams/attention-maps.ts';
export type { Box } from './streams/box.ts';
export { chooseMaps } from './streams/choose-maps.ts';
export { makeViews, type MakeViewsOptions } from './streams/make-views.ts';
export { normaliseMap } from './streams/normalise-map.ts';
export { passesThreshold } from './streams/passes-threshold.ts';
export type { PixelBatch } from './streams/pixel-batch.ts';
export { randomCropTwin, randomEraseTwin } from './streams/random-twins.ts';
export { resizedMapOf } from './streams/resize-map.ts';
export { QUANTILE_STREAM_OPTIONS, STREAM_DEFAULTS, type StreamOptions } from './streams/stream-options.ts';
export type { ViewChoices, Views } from './streams/views.ts';

// training
export { augmentBatch, type AugmentedBatch } from './training/augment-batch.ts';
export {
  AUGMENTATION_BASELINES,
  withBaseline,
  type AugmentationBaseline,
} from './training/augmentation-baselines.ts';
export { portraitOf, type CellPortrait } from './training/cell-portrait.ts';
export { changeConfig, setInConfig, type PartialConfig } from './training/config/change-config.ts';
export { configForDataset } from './training/config/config-for-dataset.ts';
export { CONFIG_DEFAULTS } from './training/config/config-defaults.ts';
export { parseConfig } from './training/config/parse-config.ts';
export type {
  AugmentConfig,
  CourseConfig,
  EngineConfig,
  InputConfig,
  LossConfig,
  ModelConfig,
  OptimiserConfig,
  StreamsConfig,
  TrainingConfig,
} from './training/config/training-config.ts';
export { createNetwork, loadRunNetwork, type CreatedNetwork } from './training/create-network.ts';
export { coursePlan, type CoursePlan } from './training/course-plan.ts';
export { describeCells, type CellDescriptions, type DescribeOptions } from './training/describe-cells.ts';
export type { EpochCompute, EpochMetrics } from './training/epoch-metrics.ts';
export {
  evaluateFrozen,
  type EvaluateFrozenOptions,
  type FrozenEvaluation,
} from './training/evaluate-frozen.ts';
export {
  frozenFeatures,
  type FeatureExtractor,
  type FrozenFeatures,
  type FrozenFeaturesOptions,
} from './training/frozen-features.ts';
export { PooledStages, POOLED_STRIDES } from './training/pooled-stages.ts';
export {
  chooseLogistic,
  type ChooseLogisticOptions,
  type ChosenLogistic,
} from './evaluation/choose-logistic.ts';
export {
  evaluateNetwork,
  portrayCells,
  type EvaluateNetworkOptions,
  type NetworkEvaluation,
} from './training/evaluate-network.ts';
export {
  extractFeatures,
  featureRows,
  votedFeatures,
  type ExtractedFeatures,
  type ExtractFeaturesOptions,
} from './training/extract-features.ts';
export { FeatureCentres, type FeatureCentresOptions } from './training/feature-centres.ts';
export { fitWeights, type FittedWeights } from './training/fit-weights.ts';
export { fit, type FitOptions, type FitResult, type FitStore, type StepEvent } from './training/fit.ts';
export { inputSaliency } from './training/input-saliency.ts';
export { learningRateAt, type ScheduleOptions } from './training/learning-rate.ts';
export { attentionRegularisation, crossEntropy, softCrossEntropy } from './training/losses.ts';
export { measureCells, type CellMeasures } from './training/measure-cells.ts';
export { normalisePixels } from './training/normalise-pixels.ts';
export { portrayFiles } from './training/portray-files.ts';
export { predictBatch, type BatchPrediction, type PredictBatchOptions } from './training/predict-batch.ts';
export { predict, type PredictOptions, type PredictResult } from './training/predict.ts';
export { findPreset, PRESETS } from './training/presets/find-preset.ts';
export type { Preset } from './training/presets/preset.ts';
export {
  checkpointPath,
  readCheckpoint,
  type Checkpoint,
  type CheckpointName,
  type TrainingPosition,
} from './training/run/checkpoint.ts';
export { readRun, type RunRecord } from './training/run/run-folder.ts';
export { versionInfo, type RunInfo } from './training/run/run-info.ts';
export { SgdMomentum, type SgdMomentumOptions } from './training/sgd-momentum.ts';
export { splitImages, type ImageSplit } from './training/split-images.ts';
export { TernaryTrainer, type StepReport, type TernaryTrainerOptions } from './training/ternary-trainer.ts';
export { trainRun, type TrainRunOptions, type TrainRunResult } from './training/train-run.ts';

// evaluation
export { attentionAudit } from './evaluation/attention-audit.ts';
export { summariseAttention } from './evaluation/attention-summary.ts';
export type { AttentionSummary, ImageAttention } from './evaluation/attention-types.ts';
export { bootstrapScores, pairedBootstrap } from './evaluation/bootstrap-scores.ts';
export { comparePredictions } from './evaluation/compare/compare-predictions.ts';
export { differencesTable, scoresTable } from './evaluation/compare/comparison-table.ts';
export type {
  ComparedDifference,
  ComparedMetric,
  ComparedRow,
  Comparison,
  ComparisonOptions,
  Contender,
  ContenderPart,
  ContenderRow,
  ContenderScore,
  ContenderScores,
} from './evaluation/compare/comparison-types.ts';
export { holmAdjust } from './evaluation/compare/holm.ts';
export { formatDifference, formatEstimate } from './evaluation/format-estimate.ts';
export { formatReport, reportMarkdown } from './evaluation/format-report.ts';
export { METRIC_MEANINGS } from './evaluation/metric-names.ts';
export { chooseThreshold, type ThresholdRule } from './evaluation/operating-threshold.ts';
export { predictionsFromCsv, predictionsToCsv } from './evaluation/predictions-csv.ts';
export { poolPredictions } from './evaluation/pool-predictions.ts';
export { STREAMS, type Predictions, type Stream } from './evaluation/predictions.ts';
export { auroc } from './evaluation/ranking.ts';
export type { Estimate, EvaluationReport, VoteName } from './evaluation/report-types.ts';
export { evaluatePredictions, type EvaluationOptions } from './evaluation/report.ts';
export { silhouetteBaseline, type SilhouetteBaseline } from './evaluation/silhouette-baseline.ts';
export { sizeMatchedAuroc } from './evaluation/size-matched-auroc.ts';
export { subjectScores } from './evaluation/subject-scores.ts';
export type {
  DataTable,
  IntervalCell,
  SpreadCell,
  TableCell,
  TableColumn,
} from './evaluation/table/data-table.ts';
export { formatTable, TABLE_FORMATS, type TableFormat } from './evaluation/table/format-table.ts';
export { vote, VOTES, type VoteKind } from './evaluation/votes.ts';

// figures
export { attentionGrid } from './figures/attention-grid.ts';
export { pickMap, type AttentionMap, type MapChoice } from './figures/attention-map.ts';
export {
  mapSlider,
  thresholdSliders,
  type CropStep,
  type MapStep,
  type SliderOptions,
  type ThresholdSteps,
} from './figures/attention-sliders.ts';
export { confusionMatrix } from './figures/confusion-matrix.ts';
export { embeddingAudit, type EmbeddingAuditOptions } from './figures/embedding-audit.ts';
export { MAP_COLOURS, type MapCells, type MapColour } from './figures/embedding-cells.ts';
export { mapFindings, type AuditedMap } from './figures/embedding-findings.ts';
export { embeddingMap, type EmbeddingMapOptions } from './figures/embedding-map.ts';
export { embeddingPanels, type EmbeddingPanelsOptions, type MapPanel } from './figures/embedding-panels.ts';
export { estimateDots, type EstimateDot, type EstimateDotOptions } from './figures/estimate-dots.ts';
export { learningCurves } from './figures/learning-curves.ts';
export { misclassifiedGallery } from './figures/misclassified-gallery.ts';
export { overlayAttention, type OverlayOptions } from './figures/overlay-attention.ts';
export { buildEvaluationSections } from './figures/page/evaluation-sections.ts';
export type { ReportContent } from './figures/page/report-content.ts';
export { reportPage, withStaticFallbacks } from './figures/page/report-page.ts';
export { pictureGrid, type GridItem, type GridOptions } from './figures/picture-grid.ts';
export type { PlotlyFigure, PlotlyFrame } from './figures/plotly-figure.ts';
export { prCurves } from './figures/pr-curves.ts';
export { reliabilityCurve } from './figures/reliability-curve.ts';
export { renderPng } from './figures/render-png.ts';
export { renderSvg } from './figures/render-svg.ts';
export { rocCurves } from './figures/roc-curves.ts';
export { scoreAgainstArea } from './figures/score-against-area.ts';
export { scoreBars } from './figures/score-bars.ts';
export { sixPanelFigure, type SixPanelInput } from './figures/six-panel-figure.ts';
export { stepCurves, type StepCurveOptions, type StepPoint } from './figures/step-curves.ts';
export { subjectDots } from './figures/subject-dots.ts';
export type { SvgPicture } from './figures/svg-picture.ts';
export { DARK_THEME, LIGHT_THEME, withTheme, type Theme } from './figures/theme.ts';

// experiments
export { augmentationFigure, type AugmentationFigureOptions } from './experiments/augmentation-figure.ts';
export {
  EMBED_METHODS,
  embedFeatures,
  type EmbeddedFeatures,
  type EmbedFeaturesOptions,
  type EmbedMethod,
} from './experiments/embed-features.ts';
export type { ReducedFeatures } from './experiments/reduce-features.ts';
export type { EmbeddingQuality } from './experiments/embed-page.ts';
export { embedQuality, type EmbedQualityOptions } from './experiments/embed-quality.ts';
export { readEmbeddingFile, type EmbeddingInput } from './experiments/embedding-input.ts';
export { evaluationPage, type EvaluationPageInput } from './experiments/evaluation-page.ts';
export {
  learningFigure,
  reportFigures,
  type FigureName,
  type NamedFigure,
} from './experiments/report-figures.ts';
export {
  evaluationPictures,
  sixPanelOf,
  type NamedPicture,
  type PictureName,
} from './experiments/report-pictures.ts';
export {
  runFeatures,
  type FeatureStream,
  type RunFeaturesOptions,
  type SplitName,
} from './experiments/run-features.ts';
export { runFigure, RUN_FIGURES, type FigureFormat } from './experiments/run-figure.ts';
export { expandSweep, type SweepPlan } from './experiments/sweep/expand-sweep.ts';
export { readFinished, type FinishedTask } from './experiments/sweep/finish-task.ts';
export { loadSweep } from './experiments/sweep/load-sweep.ts';
export { parseSweep } from './experiments/sweep/parse-sweep.ts';
export { runLocally } from './experiments/sweep/run-locally.ts';
export { runTask, type RunTaskOptions, type TaskOutcome } from './experiments/sweep/run-task.ts';
export { runOnSlurm, type SlurmExecuteOptions } from './experiments/sweep/slurm/run-on-slurm.ts';
export { estimateSweep, type SweepEstimate } from './experiments/sweep/sweep-estimate.ts';
export {
  openSweep,
  readManifest,
  type OpenSweep,
  type SweepManifest,
} from './experiments/sweep/sweep-folder.ts';
export type { SweepFold } from './experiments/sweep/sweep-folds.ts';
export type { SweepEvent } from './experiments/sweep/sweep-log.ts';
export type { ExecuteOptions, SweepOutcome } from './experiments/sweep/sweep-outcome.ts';
export type { RunningTask, SweepSnapshot } from './experiments/sweep/sweep-snapshot.ts';
export {
  defineSweep,
  type NamedFold,
  type SettingValue,
  type SlurmOptions,
  type SubjectParts,
  type SweepExecutor,
  type SweepSpec,
  type SweepVariant,
} from './experiments/sweep/sweep-spec.ts';
export { sweepStatus } from './experiments/sweep/sweep-status.ts';
export { readTask, type SweepTask } from './experiments/sweep/sweep-task.ts';
export type { TaskProgress } from './experiments/sweep/task-progress.ts';
export { walk, type WalkOptions, type WalkResult } from './experiments/walk.ts';
export { placesCsv, writeEmbedding, type MapFormat, type WrittenMap } from './experiments/write-embedding.ts';
export { compareRuns, comparisonTables, groupRuns, type RunGroup } from './experiments/store/compare-runs.ts';
export {
  planPrune,
  pruneRuns,
  type PrunedItem,
  type PruneItem,
  type PruneOptions,
} from './experiments/store/prune-runs.ts';
export { chooseRuns, type ChooseRunsOptions } from './experiments/store/run-fields.ts';
export type { EvaluationSummary, RunState, RunSummary } from './experiments/store/run-summary.ts';
export { runsTable } from './experiments/store/runs-table.ts';
export { listRuns, summariseRun, type ListedRuns } from './experiments/store/summarise-run.ts';
export { writeEvaluation, type WriteEvaluationOptions } from './experiments/write-evaluation.ts';
export { writePortrait } from './experiments/write-portrait.ts';

// notebooks
export {
  progressIn,
  showFigure,
  type NotebookDisplay,
  type ShowOptions,
} from './kernel/display/notebook-show.ts';
