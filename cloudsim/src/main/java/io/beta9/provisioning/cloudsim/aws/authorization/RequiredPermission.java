package io.beta9.provisioning.cloudsim.aws.authorization;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An action on a resource that has to be allowed.
 *
 * @param action as in policies, for example {@code s3:ListBucket}
 * @param resource the ARN, or {@code *} if the action does not support resources
 * @param context the values of the condition keys, with keys in lower case
 */
public record RequiredPermission(
    String action, String resource, Map<String, List<String>> context) {
  public RequiredPermission {
    context = new TreeMap<>(context);
  }
}
