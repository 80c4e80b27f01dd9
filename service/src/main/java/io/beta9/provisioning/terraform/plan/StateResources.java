package io.beta9.provisioning.terraform.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The resources of a state without their attributes, which contain secrets.
 *
 * @param serial increases with every write; 0 if there is no state
 */
public record StateResources(long serial, String lineage, List<ManagedResource> resources) {
  /** The resources of a state that does not exist. */
  public static final StateResources NONE = new StateResources(0, "", List.of());

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A managed resource; {@code id} is the attribute of that name. */
  public record ManagedResource(
      String address, String type, @Nullable String id, boolean tainted) {}

  public StateResources {
    resources = List.copyOf(resources);
  }

  public boolean contains(String address) {
    return find(address).isPresent();
  }

  public Optional<ManagedResource> find(String address) {
    return resources.stream().filter(r -> r.address().equals(address)).findFirst();
  }

  public boolean isEmpty() {
    return resources.isEmpty();
  }

  public static StateResources parse(String json) {
    if (json.isBlank()) {
      return NONE;
    }
    JsonNode state = AccountJson.STATE.read(json);
    List<ManagedResource> resources = new ArrayList<>();
    for (JsonNode resource : state.path("resources")) {
      if (resource.path("mode").asString("").equals("managed")) {
        for (JsonNode instance : resource.path("instances")) {
          resources.add(resource(resource, instance));
        }
      }
    }
    return new StateResources(
        state.path("serial").asLong(0), state.path("lineage").asString(""), resources);
  }

  private static ManagedResource resource(JsonNode resource, JsonNode instance) {
    String module = resource.path("module").asString("");
    String type = resource.path("type").asString("");
    JsonNode id = instance.path("attributes").path("id");
    return new ManagedResource(
        (module.isEmpty() ? "" : module + ".")
            + type
            + "."
            + resource.path("name").asString("")
            + index(instance.path("index_key")),
        type,
        id.isString() ? id.asString() : null,
        instance.path("status").asString("").equals("tainted"));
  }

  private static String index(JsonNode key) {
    if (key.isString()) {
      return "[" + JSON.writeValueAsString(key.asString()) + "]";
    }
    return key.isNumber() ? "[" + key.asLong() + "]" : "";
  }
}
