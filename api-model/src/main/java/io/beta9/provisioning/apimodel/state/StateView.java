package io.beta9.provisioning.apimodel.state;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Terraform state without attributes. Sensitive outputs are hidden.
 *
 * @param version version of the state; null for the current one
 */
public record StateView(
    String environmentId,
    @Nullable String version,
    long serial,
    String lineage,
    String terraformVersion,
    List<ManagedResource> resources,
    Map<String, Object> outputs) {
  public StateView {
    resources = resources == null ? List.of() : List.copyOf(resources);
    outputs = outputs == null ? Map.of() : outputs;
  }

  /**
   * A resource of the state.
   *
   * @param type for example {@code aws_db_instance}
   * @param id its id at the provider; null if the provider assigned none
   * @param data whether it is a data source, which Terraform only reads
   */
  public record ManagedResource(
      String address, String type, @Nullable String id, boolean data, boolean tainted) {}
}
