package io.beta9.provisioning.apimodel.environment;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request would create. The names of resources contain the id of the environment, which is
 * assigned when it is created.
 *
 * @param metaConfig the meta-config with all defaults
 * @param infraModel what is derived from it
 * @param resources what Terraform would create, by type
 * @param preflight what the checks of the account found; null if they were not requested
 */
public record EnvironmentPreview(
    String name,
    EnvironmentView.Cloud cloud,
    Map<String, Object> metaConfig,
    Map<String, Object> infraModel,
    List<PlannedResource> resources,
    @Nullable PreflightView preflight) {
  public EnvironmentPreview {
    metaConfig = metaConfig == null ? Map.of() : metaConfig;
    infraModel = infraModel == null ? Map.of() : infraModel;
    resources = resources == null ? List.of() : List.copyOf(resources);
  }

  /**
   * Resources of one type.
   *
   * @param type for example {@code aws_subnet}
   */
  public record PlannedResource(String type, int count) {}
}
