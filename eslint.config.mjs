import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '.venv/',
      'dist/',
      'docs/',
      'jupyter_mm/',
      'labextension/lib/',
      'labextension/src/api/schema.d.ts', // generated: npm run types
      'test-results/'
    ]
  },
  { plugins: { jupyter } },
  ...jupyter.configs.recommended,
  {
    files: ['labextension/**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      curly: 'error',
      eqeqeq: 'error',
      'prefer-arrow-callback': ['error', { allowNamedFunctions: true }],
      'max-lines': ['error', { max: 300 }],
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        }
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { args: 'none', ignoreRestSiblings: true }
      ],
      // A signal is connected with its method and its object, as Jupyter's own rule asks.
      '@typescript-eslint/unbound-method': 'off',
      // Our modules are the sidebar itself, needed at once; what they weigh is measured.
      'jupyter/prefer-lazy-imports': [
        'error',
        { ignoreImports: ['./*', '../*'] }
      ],
      // Jupyter's tokens are a constant and an interface of one name.
      '@typescript-eslint/no-redeclare': 'off',
      // Numbers in a template read better than String() around each.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true }
      ],
      // Lumino's messages and signals return void where an arrow is short.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true }
      ]
    }
  },
  {
    // Records that tests make up are data, not words on a screen.
    files: ['labextension/test/**'],
    rules: { 'jupyter/no-untranslated-string': 'off' }
  },
  prettier
);
