import js from '@eslint/js';
import globals from 'globals';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

const unseeded = 'take a seeded Random from lib/core/random.ts: same seed, same engine, same bits';

const portable = 'engines differ in its last bit: take it from lib/core/portable-math.ts';
const unportable =
  'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh'.split(
    ' ',
  );

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'dist/',
      'out/',
      'runs/',
      'coverage/',
      'docs/api/',
      '**/*.as.ts', // AssemblyScript: its own compiler checks it (npm run build:kernels)
      '**/compiled-kernels.js',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: unseeded },
        { object: 'tf', property: 'randomNormal', message: unseeded },
        { object: 'tf', property: 'randomUniform', message: unseeded },
        { object: 'tf', property: 'truncatedNormal', message: unseeded },
        { object: 'tf', property: 'multinomial', message: unseeded },
        { object: 'tf', property: 'dropout', message: unseeded },
      ],
      'max-params': ['error', { max: 4 }],
      'no-console': 'error',
    },
  },
  {
    // The numeric rooms read typed arrays in inner loops, where the index is in range by construction.
    files: [
      'lib/{core,engine,data,nn,streams,training,evaluation,embedding,figures}/**/*.ts',
      'test/**/*.ts',
      'bench/**/*.ts',
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Maps have the same bits in every engine: what the standard lets engines round as they like is in lib/core/portable-math.ts.
    files: ['lib/embedding/**/*.ts', 'lib/core/random.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: unseeded },
        ...unportable.map((property) => ({ object: 'Math', property, message: portable })),
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'BinaryExpression[operator="**"]:not([right.type="Literal"]):not([right.argument.type="Literal"])',
          message: portable,
        },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          require: { FunctionDeclaration: true, ClassDeclaration: true, MethodDefinition: true },
          contexts: ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'],
          checkConstructors: false,
        },
      ],
      'jsdoc/no-types': 'error',
      'jsdoc/check-param-names': ['error', { checkDestructured: false }],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
  { files: ['bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
  { files: ['test/browser/page/*.js'], languageOptions: { globals: globals.browser } },
);
