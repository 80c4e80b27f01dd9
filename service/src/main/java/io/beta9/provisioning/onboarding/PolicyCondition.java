package io.beta9.provisioning.onboarding;

import java.util.List;

/**
 * A condition of a statement.
 *
 * @param values templates, of which one has to match
 */
public record PolicyCondition(String operator, String key, List<String> values) {
  public PolicyCondition {
    values = List.copyOf(values);
  }
}
