package io.beta9.provisioning.metaconfig.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Records as JSON with names_like_this, in the order in which they are declared. */
public final class SnakeCaseJson {
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .addMixIn(InfraModel.NodeGroup.class, WithoutNulls.class)
          .build();

  /** A node group without a GPU has no {@code gpu_type}, rather than one that is null. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private interface WithoutNulls {}

  private SnakeCaseJson() {}
}
