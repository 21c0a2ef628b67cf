// What the backend holds, kept by [command, input]; a change makes everything of the ledger stale.
import {
  keepPreviousData,
  QueryClient,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from "@tanstack/react-query";
import { call, type Command, type Failure, type Input, type Output } from "../api";
import { within } from "./patience";

export const newClient = () =>
  new QueryClient({
    defaultOptions: {
      // What another program changes is looked for when the window comes back (frame/watch).
      // A refusal of a local ledger does not go away by asking again.
      queries: { retry: false, networkMode: "always", placeholderData: keepPreviousData, refetchOnWindowFocus: false },
      mutations: { retry: false, networkMode: "always" },
    },
  });

/**
 * A query of the list. One that `stops` may be long: it tells how far it is, so nobody loses patience, and stops where
 * something else is asked in its place or the screen is left.
 */
export const useAsk = <C extends Command>(
  command: C,
  input: Input<C>,
  options: { enabled?: boolean; fresh?: boolean; stops?: boolean } = {},
): UseQueryResult<Output<C>, Failure> =>
  useQuery<Output<C>, Failure>({
    queryKey: [command, input],
    // Only who takes the signal is told to stop.
    queryFn: (context) => (options.stops ? call(command, input, context.signal) : within(call(command, input))),
    enabled: options.enabled ?? true,
    ...(options.fresh ? { placeholderData: undefined } : {}),
  });

/** A change of the list: afterwards every figure on screen is asked for again. */
export const useChange = <C extends Command>(command: C): UseMutationResult<Output<C>, Failure, Input<C>> => {
  const client = useQueryClient();
  return useMutation<Output<C>, Failure, Input<C>>({
    mutationKey: [command],
    mutationFn: (input) => call(command, input),
    onSuccess: () => client.invalidateQueries(),
  });
};
