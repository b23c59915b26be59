"""One module for each change of shape; never edited after a release."""
