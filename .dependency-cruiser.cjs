// Who may import whom in the browser part: view -> model -> api; plugins wire.

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'A module that needs itself cannot be read or tested alone.',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    {
      name: 'api-stands-alone',
      comment: 'api speaks with the server and knows neither state nor screen.',
      severity: 'error',
      from: { path: '^labextension/src/api/' },
      to: { path: '^labextension/src/', pathNot: '^labextension/src/api/' }
    },
    {
      name: 'model-has-no-screen',
      comment: 'A model is signals and pure functions over api.',
      severity: 'error',
      from: { path: '^labextension/src/model/' },
      to: {
        path: '^labextension/src/',
        pathNot: '^labextension/src/(api|model)/'
      }
    },
    {
      name: 'model-has-no-dom',
      comment: 'Models run without a page, so their tests need none.',
      severity: 'error',
      from: { path: '^labextension/src/(api|model)/' },
      to: {
        path: 'node_modules/(react|react-dom|@lumino/widgets|@jupyterlab/(apputils|ui-components))/'
      }
    },
    {
      name: 'view-shows-models',
      comment: 'A view shows a model; only models speak with api.',
      severity: 'error',
      from: { path: '^labextension/src/view/' },
      to: {
        path: '^labextension/src/(api|plugins)/',
        dependencyTypesNot: ['type-only']
      }
    },
    {
      name: 'only-plugins-wire',
      comment: 'plugins are the outermost layer: nothing but index needs them.',
      severity: 'error',
      from: {
        path: '^labextension/src/',
        pathNot: '^labextension/src/(plugins/|index)'
      },
      to: { path: '^labextension/src/plugins/' }
    },
    {
      name: 'declared-packages-only',
      comment: 'Import what package.json names, nothing it brings along.',
      severity: 'error',
      from: { path: '^labextension/src/' },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev', 'unknown'],
        dependencyTypesNot: ['type-only']
      }
    },
    {
      name: 'every-module-is-used',
      comment: 'A module that nobody imports is dead.',
      severity: 'error',
      from: {
        path: '^labextension/src/',
        pathNot: ['index\\.ts$', '\\.d\\.ts$'],
        orphan: true
      },
      to: {}
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.d.ts', '.json']
    }
  }
};
