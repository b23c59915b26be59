import type { IClient, IEnvironmentDifference } from '../../api/client';
import type {
  IComparison,
  IComparisonRequest,
  IVariableDifferences
} from '../../api/comparisons';
import { dataDifference, type IDataDifference } from './data';
import { CellPairs } from './pairs';
import { Loaded } from '../loaded';

/** What is asked for only when somebody looks at it. */
export interface IBodies {
  pairs: CellPairs;
  variables: Loaded<IVariableDifferences>;
  data: Loaded<IDataDifference>;
  environment: Loaded<IEnvironmentDifference>;
}

export interface IBodyOptions {
  client: IClient;
  /** The request that was answered, by states that stay what they are. */
  request: IComparisonRequest;
  /** Called when a body is there, or cannot be had. */
  settled: () => void;
}

/** The bodies of a comparison, none of them loaded yet. */
export function bodiesOf(
  { before, after }: IComparison,
  { client, request, settled }: IBodyOptions
): IBodies {
  const a = before.checkpoint ?? before.execution ?? before.ref;
  const b = after.checkpoint ?? after.execution ?? after.ref;
  const notebook = request.notebook ?? null;
  const where = notebook === null ? {} : { notebook };
  return {
    pairs: new CellPairs(client, request),
    variables: new Loaded(
      () => client.compareVariables({ before: a, after: b, ...where }),
      settled
    ),
    data: new Loaded(() => dataDifference(client, a, b, notebook), settled),
    environment: new Loaded(() => client.environmentDifference(a, b), settled)
  };
}
