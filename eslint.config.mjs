import js from '@eslint/js';
import globals from 'globals';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

const unseeded = 'take a seeded Random from lib/core/random.ts: same seed, same engine, same bits';

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
);
