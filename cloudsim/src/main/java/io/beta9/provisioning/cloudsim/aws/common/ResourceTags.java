package io.beta9.provisioning.cloudsim.aws.common;

import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The tags of one service in one account and region, by ARN. Keys come back in order. */
public final class ResourceTags implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, TreeMap<String, String>> byArn = new TreeMap<>();

  /** Adds tags to what the resource has, the newer value winning. */
  public void add(String arn, Map<String, String> tags) {
    byArn.computeIfAbsent(arn, ignored -> new TreeMap<>()).putAll(tags);
  }

  public void remove(String arn, Collection<String> keys) {
    byArn.getOrDefault(arn, new TreeMap<>()).keySet().removeAll(keys);
  }

  /** Forgets a resource that is no more. */
  public void removeAll(String arn) {
    byArn.remove(arn);
  }

  /** A copy of the resource's tags; empty where it has none. */
  public Map<String, String> of(String arn) {
    return new TreeMap<>(byArn.getOrDefault(arn, new TreeMap<>()));
  }

  /** Every resource that has at least one tag. */
  public Stream<TaggedResource> stream() {
    return byArn.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> new TaggedResource(entry.getKey(), entry.getValue()));
  }
}
