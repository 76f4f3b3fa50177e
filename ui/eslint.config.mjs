// Lints of the page: what is wrong or about to go wrong. Form is prettier's business.
import js from '@eslint/js';
import vue from 'eslint-plugin-vue';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/gen', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // The type checker knows globals better.
      'no-undef': 'off',
      eqeqeq: 'error',
      'no-shadow': 'off',
      'no-implicit-coercion': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unmodified-loop-condition': 'error',
      'prefer-const': 'error',
      'no-var': 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'max-lines': ['error', { max: 600 }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true, IIFEs: false }],
      '@typescript-eslint/no-shadow': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Where a value is proven by the line before.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Line breaks of templates are prettier's.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  { files: ['**/*.ts', '**/*.vue'], rules: { '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }] } },
  // A store is one function by its form; tables of columns and tests are long by nature.
  {
    files: ['src/stores/*.ts', 'src/pages/orders/columns.ts', 'test/**', 'e2e/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  { files: ['e2e/*.bench.ts'], rules: { 'no-console': 'off' } },
);
