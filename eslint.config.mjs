import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The pipeline, in order: a folder may import from those before it, never from those after. cdktf itself is imported
 * only where resources are made, so that a move to its fork is a change of import names (docs/adr).
 */
const PIPELINE = [
  'catalogue',
  'plan',
  'constructs',
  'output',
  'stacks',
  'report',
  'main',
  'verify',
  'review',
  'routers',
  'cli',
];
const CDKTF = ['cdktf', 'cdktf/*', 'constructs', '@cdktf/*'];
const MAKES_RESOURCES = new Set(['constructs', 'stacks']);

const directionRules = PIPELINE.filter((folder) => folder !== 'main').map((folder) => {
  const position = PIPELINE.indexOf(folder);
  const later = PIPELINE.slice(position + 1).filter((name) => name !== 'main');
  return {
    files: [`${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...later.map((name) => ({
              regex: `^(\\.\\./)+${name}(/|$)`,
              message: `${folder}/ comes before ${name}/ in the pipeline and must not import it.`,
            })),
            { regex: '^(\\.\\./)+main$', message: 'Nothing imports main.ts.' },
            ...(MAKES_RESOURCES.has(folder)
              ? [
                  {
                    regex: '^@cdktf/provider-(aws|azurerm)$',
                    message: 'Import one resource from lib/: the root loads all of them (6 s, 575 MB).',
                  },
                ]
              : [
                  {
                    group: CDKTF,
                    message: `${folder}/ decides or reports; only constructs/ and stacks/ may import cdktf.`,
                  },
                ]),
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['node_modules', 'cdktf.out*', 'coverage', 'bench/naive'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.mjs', '*.cjs', 'bin/*.cjs'] } } },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
  { files: ['**/*.mjs', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      globals: { require: 'readonly', process: 'readonly', module: 'writable', __dirname: 'readonly' },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  // A construct is made for its effect on the tree.
  { files: ['constructs/**/*.ts', 'stacks/**/*.ts', 'test/**/*.ts'], rules: { 'no-new': 'off' } },
  // Copies of stacks are taken apart in tests.
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-dynamic-delete': 'off' } },
  ...directionRules,
);
