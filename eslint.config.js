import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

// ESLint reads its configuration from the default export only.
export default tseslint.config(
  {
    ignores: ['node_modules/', 'dist/', 'out/', 'native-models/', 'test/golden/', 'test/fixtures/'],
  },
  ...tseslint.configs.strictTypeChecked,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        extraFileExtensions: ['.svelte'],
        projectService: { allowDefaultProject: ['*.js', 'bin/*.js', 'build/*.js'] },
      },
    },
    rules: {
      // Numeric code indexes typed arrays whose bounds the loop itself states.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  {
    files: ['*.js', '*.config.ts', 'bin/*.js', 'build/*.js', 'test/support/summary-reporter.ts'],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    // In templates the types of events and of other components are svelte-check's to know.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Golden files' readers let each test state the shape of its file.
    files: ['test/**'],
    rules: { '@typescript-eslint/no-unnecessary-type-parameters': 'off' },
  },
  {
    files: ['*.config.{js,ts}', 'test/support/summary-reporter.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
);
