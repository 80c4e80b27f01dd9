package io.beta9.provisioning.aws.preflight;

import java.util.List;

/**
 * Actions that the role has to be allowed.
 *
 * @param resourceArn the resource that they are simulated for, or {@code *}
 */
public record RequiredPermissions(String resourceArn, List<String> actions) {
  public RequiredPermissions {
    actions = List.copyOf(actions);
  }
}
