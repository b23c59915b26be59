// What is added to the configuration of JupyterLab's builder.
module.exports = {
  resolve: {
    alias: {
      // Only editors that nbdime makes itself load these; ours are JupyterLab's.
      '@codemirror/lang-markdown': false,
      '@codemirror/legacy-modes/mode/stex': false
    }
  }
};
