package io.beta9.provisioning.apimodel.environment;

import java.util.List;

/**
 * Result of a request to force the destruction of an environment.
 *
 * @param queued whether the destruction is queued; if not, the running operation is still stopping
 *     and the request has to be repeated
 * @param actions what was or would be done, in order
 */
public record ForcedDestroyResult(boolean queued, List<String> actions) {
  public ForcedDestroyResult {
    actions = actions == null ? List.of() : List.copyOf(actions);
  }
}
