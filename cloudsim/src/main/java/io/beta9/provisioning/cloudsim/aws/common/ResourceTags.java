package io.beta9.provisioning.cloudsim.aws.common;

import io.beta9.provisioning.cloudsim.aws.TaggedResource;
import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The tags of one service in one account and region, by ARN, sorted by key. */
public final class ResourceTags implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, TreeMap<String, String>> byArn = new TreeMap<>();

  /** Adds tags to a resource; existing keys are overwritten. */
  public void add(String arn, Map<String, String> tags) {
    byArn.computeIfAbsent(arn, ignored -> new TreeMap<>()).putAll(tags);
  }

  public void remove(String arn, Collection<String> keys) {
    byArn.getOrDefault(arn, new TreeMap<>()).keySet().removeAll(keys);
  }

  /** Removes all tags of a deleted resource. */
  public void removeAll(String arn) {
    byArn.remove(arn);
  }

  /** Returns a copy of the resource's tags; empty if it has none. */
  public Map<String, String> of(String arn) {
    return new TreeMap<>(byArn.getOrDefault(arn, new TreeMap<>()));
  }

  /** Returns every resource that has at least one tag. */
  public Stream<TaggedResource> stream() {
    return byArn.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> new TaggedResource(entry.getKey(), entry.getValue()));
  }
}
