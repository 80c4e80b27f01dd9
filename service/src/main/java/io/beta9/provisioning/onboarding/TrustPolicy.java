package io.beta9.provisioning.onboarding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The trust policy of the role: who may assume it, and only with the external id. */
public final class TrustPolicy {
  private TrustPolicy() {}

  /**
   * Returns the policy as JSON.
   *
   * @param trustedPrincipal the ARN of this service's own identity
   */
  public static String json(String trustedPrincipal, String externalId) {
    return PolicyJson.indented(document(trustedPrincipal, externalId));
  }

  public static Map<String, Object> document(Object trustedPrincipal, Object externalId) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("Effect", "Allow");
    statement.put("Principal", Map.of("AWS", trustedPrincipal));
    statement.put("Action", "sts:AssumeRole");
    statement.put("Condition", Map.of("StringEquals", Map.of("sts:ExternalId", externalId)));
    return PolicyJson.document(List.of(statement));
  }
}
