package io.beta9.provisioning.tfstate.s3;

import io.beta9.provisioning.terraform.plan.AccountJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A state in Terraform's format, version 4. */
public final class StateDocument {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final List<String> ADDRESS_PARTS = List.of("module", "type", "name", "index_key");

  private static final int MAX_ADDRESS_PART_LENGTH = 500;

  private static final Pattern OWN_NAME = Pattern.compile("[a-z0-9_]+");

  private final ObjectNode tree;

  private StateDocument(ObjectNode tree) {
    this.tree = tree;
  }

  /** A resource without its attributes. */
  public record DocumentResource(
      String address, String type, @Nullable String id, boolean data, boolean tainted) {}

  /**
   * Parses a state; empty if it is not a complete one, or if Terraform could read something else in
   * it: the customer can write it.
   */
  public static Optional<StateDocument> parse(byte[] bytes) {
    try {
      return AccountJson.STATE.read(bytes) instanceof ObjectNode object
              && object.path("lineage").isString()
              && object.path("serial").isNumber()
              && isVersion4(object)
              && hasNamesOfTerraform(object)
          ? Optional.of(new StateDocument(object))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // Truncated or not a state; the caller handles it.
    }
  }

  /**
   * Terraform converts states of earlier versions, whose resources are elsewhere in the document.
   */
  private static boolean isVersion4(ObjectNode state) {
    return state.path("version").isMissingNode() || state.path("version").asInt(0) == 4;
  }

  /**
   * Terraform ignores the case of names, and uses the last of several values: {@code "Provider"}
   * would replace {@code "provider"}.
   *
   * @see <a href="https://pkg.go.dev/encoding/json#Unmarshal">encoding/json</a>
   */
  private static boolean hasNamesOfTerraform(ObjectNode state) {
    if (!hasOwnNames(state)) {
      return false;
    }
    for (JsonNode resource : state.path("resources")) {
      if (!hasOwnNames(resource) || !hasShortAddress(resource)) {
        return false;
      }
      for (JsonNode instance : resource.path("instances")) {
        if (!hasOwnNames(instance) || !hasShortAddress(instance)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Terraform prints the address in every line about a resource. */
  private static boolean hasShortAddress(JsonNode node) {
    return ADDRESS_PARTS.stream()
        .allMatch(part -> node.path(part).asString("").length() <= MAX_ADDRESS_PART_LENGTH);
  }

  private static boolean hasOwnNames(JsonNode node) {
    return node.propertyNames().stream().allMatch(name -> OWN_NAME.matcher(name).matches());
  }

  public long serial() {
    return tree.path("serial").asLong();
  }

  public String lineage() {
    return tree.path("lineage").asString();
  }

  public String terraformVersion() {
    return tree.path("terraform_version").asString("");
  }

  /** Returns the state with another serial, as bytes to write. */
  public byte[] withSerial(long serial) {
    ObjectNode other = tree.deepCopy();
    other.put("serial", serial);
    return (JSON.writeValueAsString(other) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the complete state, including secrets. */
  public JsonNode raw() {
    return tree;
  }

  /** Returns the resources in the order of the state. */
  public List<DocumentResource> resources() {
    List<DocumentResource> found = new ArrayList<>();
    each(
        (address, resource, instance) ->
            found.add(
                new DocumentResource(
                    address,
                    resource.path("type").asString(""),
                    instance.path("attributes").path("id").isString()
                        ? instance.path("attributes").path("id").asString()
                        : null,
                    resource.path("mode").asString("").equals("data"),
                    instance.path("status").asString("").equals("tainted"))));
    return found;
  }

  /** Returns the attributes of one resource without secrets. */
  public Optional<JsonNode> attributes(String address) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    each(
        (at, resource, instance) -> {
          if (at.equals(address)) {
            found.put(at, StateRedactor.attributes(instance));
          }
        });
    return Optional.ofNullable(found.get(address));
  }

  /** Returns the outputs; the values of sensitive ones are redacted. */
  public ObjectNode outputs() {
    ObjectNode outputs = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> output : tree.path("outputs").properties()) {
      if (output.getValue().path("sensitive").asBoolean(false)) {
        outputs.put(output.getKey(), StateRedactor.HIDDEN);
      } else {
        outputs.set(output.getKey(), output.getValue().path("value"));
      }
    }
    return outputs;
  }

  private interface Visitor {
    void visit(String address, JsonNode resource, JsonNode instance);
  }

  private void each(Visitor visitor) {
    for (JsonNode resource : tree.path("resources")) {
      String module = resource.path("module").asString("");
      String base =
          (module.isEmpty() ? "" : module + ".")
              + (resource.path("mode").asString("").equals("data") ? "data." : "")
              + resource.path("type").asString("")
              + "."
              + resource.path("name").asString("");
      for (JsonNode instance : resource.path("instances")) {
        visitor.visit(base + index(instance.path("index_key")), resource, instance);
      }
    }
  }

  private static String index(JsonNode key) {
    if (key.isString()) {
      return "[" + JsonMapper.shared().writeValueAsString(key.asString()) + "]";
    }
    return key.isNumber() ? "[" + key.asLong() + "]" : "";
  }
}
