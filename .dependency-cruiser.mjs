// The rooms of lib/ and what each may import (ARCHITECTURE.md draws this table). One object is the whole rule.
const allowed = {
  core: [],
  engine: ['core'],
  data: ['core', 'engine'],
  nn: ['core', 'engine'],
  streams: ['core', 'engine'],
  training: ['core', 'engine', 'data', 'nn', 'streams', 'evaluation'],
  evaluation: ['core'],
  embedding: ['core'],
  figures: ['core', 'evaluation'],
  experiments: ['core', 'engine', 'data', 'nn', 'streams', 'training', 'evaluation', 'embedding', 'figures'],
  kernel: ['core', 'figures'],
  cli: [
    'core',
    'engine',
    'data',
    'nn',
    'streams',
    'training',
    'evaluation',
    'embedding',
    'figures',
    'experiments',
    'kernel',
  ],
};
const withoutTensorFlow = ['core', 'streams', 'evaluation', 'embedding', 'figures'];

const rooms = Object.entries(allowed).map(([room, others]) => ({
  name: `${room}-imports-only-${others.length === 0 ? 'nothing' : others.join('-')}`,
  severity: 'error',
  from: { path: `^lib/${room}/` },
  to: { path: '^lib/', pathNot: `^lib/(${[room, ...others].join('|')})/` },
}));

export default {
  forbidden: [
    ...rooms,
    {
      name: 'nothing-imports-the-index',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^lib/index\\.ts$' },
    },
    {
      name: 'no-tensorflow-here',
      severity: 'error',
      from: { path: `^lib/(${withoutTensorFlow.join('|')})/` },
      to: { path: '@tensorflow/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['wt-dfn-source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
