// Removes what a build makes, with no dependency on a shell.
import { rmSync } from 'node:fs';

for (const path of [
  'labextension/lib',
  'labextension/tsconfig.tsbuildinfo',
  'jupyter_mm/labextension'
]) {
  rmSync(path, { recursive: true, force: true });
}
