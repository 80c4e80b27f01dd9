package io.beta9.provisioning.cloudsim.aws;

import java.util.Map;

/** A resource that bears tags, by its ARN. */
public record TaggedResource(String arn, Map<String, String> tags) {
  public TaggedResource {
    tags = Map.copyOf(tags);
  }

  /** The service that the ARN names, for example {@code ec2}. */
  public String service() {
    return part(2);
  }

  /** The kind of resource within its service, as far as the ARN tells it; may be empty. */
  public String type() {
    String resource = arn.split(":", 6)[5];
    int end = firstOf(resource, '/', ':');
    return end < 0 ? "" : resource.substring(0, end);
  }

  private String part(int index) {
    return arn.split(":", 6)[index];
  }

  private static int firstOf(String text, char one, char other) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == one || text.charAt(at) == other) {
        return at;
      }
    }
    return -1;
  }
}
