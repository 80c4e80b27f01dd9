package io.beta9.provisioning.resources.catalog;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.process.DeadlinePolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The deadlines of the catalogue's resource types, with those that the operator has set instead.
 *
 * @param byType the deadlines by Terraform type; other types have none
 */
public record ResourceDeadlines(Map<String, ChangeDeadlines> byType) implements DeadlinePolicy {
  private static final String SETTING = "RESOURCE_DEADLINES";

  /** AWS applies a change in stages, for example one node after the other. */
  private static final int UPDATE_FACTOR = 3;

  public ResourceDeadlines {
    byType = Map.copyOf(byType);
  }

  /**
   * Returns the catalogue's deadlines with those of a setting. A duration in the setting applies to
   * creation and deletion; an update may take three times as long.
   *
   * @param setting durations by name or Terraform type: {@code RESOURCE_DEADLINES}
   * @throws IllegalArgumentException if a name is unknown; the message names the setting
   */
  public static ResourceDeadlines of(ResourceCatalog catalog, Map<String, Duration> setting) {
    Map<String, ChangeDeadlines> byType = new HashMap<>();
    Map<String, String> typeByName = new TreeMap<>();
    for (ResourceDescriptor descriptor : catalog.descriptors()) {
      descriptor
          .deadlines()
          .ifPresent(
              named -> {
                byType.put(descriptor.type(), named.deadlines());
                typeByName.put(named.settingName(), descriptor.type());
              });
    }
    setting.forEach(
        (name, duration) -> {
          String type = typeByName.getOrDefault(name, name);
          if (!type.startsWith("aws_")) {
            throw new IllegalArgumentException(
                SETTING
                    + ": '"
                    + name
                    + "' is not a resource type; use one of "
                    + String.join(", ", typeByName.keySet())
                    + " or a Terraform type such as aws_nat_gateway");
          }
          byType.put(
              type, new ChangeDeadlines(duration, duration.multipliedBy(UPDATE_FACTOR), duration));
        });
    return new ResourceDeadlines(byType);
  }

  @Override
  public Optional<Duration> deadline(String type, Action action) {
    return Optional.ofNullable(byType.get(type)).map(deadlines -> deadlines.of(action));
  }
}
