package io.beta9.provisioning.apimodel.state;

import java.util.Map;

/** One resource of a state with its attributes. Sensitive values are hidden. */
public record StateResourceView(
    String environmentId, String address, Map<String, Object> attributes) {
  public StateResourceView {
    attributes = attributes == null ? Map.of() : attributes;
  }
}
