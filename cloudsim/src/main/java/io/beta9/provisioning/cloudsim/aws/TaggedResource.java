package io.beta9.provisioning.cloudsim.aws;

import java.util.Map;

/** A tagged resource, identified by its ARN. */
public record TaggedResource(String arn, Map<String, String> tags) {
  public TaggedResource {
    tags = Map.copyOf(tags);
  }

  /** Returns the service in the ARN, for example {@code ec2}. */
  public String service() {
    return part(2);
  }

  /** Returns the resource type in the ARN; empty if the ARN contains none. */
  public String type() {
    String resource = arn.split(":", 6)[5];
    int end = firstOf(resource, '/', ':');
    return end < 0 ? "" : resource.substring(0, end);
  }

  private String part(int index) {
    return arn.split(":", 6)[index];
  }

  private static int firstOf(String text, char item, char other) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == item || text.charAt(at) == other) {
        return at;
      }
    }
    return -1;
  }
}
