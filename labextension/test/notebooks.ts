// Open notebooks and their kernels, as far as following them needs.
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';

interface ISent {
  verb: string;
  arguments: Record<string, unknown>;
}

/** A notebook with a kernel that takes in what is said to it, and answers nothing. */
export class FakePanel {
  constructor(
    public path: string,
    readonly metadata: Record<string, unknown> = {}
  ) {}

  readonly opened: unknown[] = [];
  readonly sent: ISent[] = [];
  readonly id = Math.random().toString();
  isDisposed = false;
  isVisible = false;
  disposed = new Signal<unknown, void>({});
  pathChanged = new Signal<unknown, string>({});
  changedKernel: unknown = null;
  hear: (data: object) => void = () => undefined;

  readonly model = {
    sharedModel: {
      getMetadata: (key: string) => this.metadata[key],
      setMetadata: (key: string, value: unknown) => {
        this.metadata[key] = value;
      },
      deleteMetadata: (key: string) => {
        Reflect.deleteProperty(this.metadata, key);
      }
    }
  };

  readonly context = {
    isReady: true,
    pathChanged: this.pathChanged,
    path: this.path
  };

  readonly sessionContext = {
    path: this.path,
    session: {
      kernel: {
        handleComms: true,
        isDisposed: false,
        createComm: () => this.comm()
      }
    },
    kernelChanged: new Signal<unknown, unknown>({}),
    statusChanged: new Signal<unknown, string>({}),
    connectionStatusChanged: new Signal<unknown, string>({}),
    propertyChanged: new Signal<unknown, string>({}),
    changeKernel: (model: unknown) => {
      this.changedKernel = model;
      return Promise.resolve();
    }
  };

  rename(path: string): void {
    this.context.path = path;
    this.pathChanged.emit(path);
  }

  get asPanel(): NotebookPanel {
    return this as unknown as NotebookPanel;
  }

  private comm(): object {
    const comm = {
      onMsg: (_: unknown): void => undefined,
      open: (data: unknown) => this.opened.push(data),
      send: (data: ISent) => {
        this.sent.push(data);
        return { done: new Promise(() => undefined) };
      },
      dispose: () => undefined
    };
    this.hear = data => comm.onMsg({ content: { data } });
    return comm;
  }
}

/** What is open, and what is in front. */
export class FakeTracker {
  constructor(private readonly panels: FakePanel[]) {}

  currentWidget: FakePanel | null = null;
  currentChanged = new Signal<this, unknown>(this);
  widgetAdded = new Signal<this, FakePanel>(this);

  forEach(each: (panel: FakePanel) => void): void {
    this.panels.forEach(each);
  }

  find(test: (panel: FakePanel) => boolean): FakePanel | undefined {
    return this.panels.find(test);
  }

  add(panel: FakePanel): void {
    this.panels.push(panel);
    this.widgetAdded.emit(panel);
  }

  show(panel: FakePanel): void {
    this.panels.forEach(each => (each.isVisible = each === panel));
    this.currentWidget = panel;
    this.currentChanged.emit(panel);
  }

  get asTracker(): INotebookTracker {
    return this as unknown as INotebookTracker;
  }
}
