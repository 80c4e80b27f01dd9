package io.beta9.provisioning.cloudsim.chart;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas of custom resources, from their definitions in {@code src/test/resources/crds}.
 *
 * <p>A real API server drops unknown fields. Here they are errors, as with strict field validation.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema">Structural
 *     schemas</a>
 */
final class CustomResourceSchemas {
  private static final Path DEFINITIONS = Path.of("src/test/resources/crds");

  private final Map<String, Schema> schemas = new HashMap<>();

  /** Reads all definitions. */
  CustomResourceSchemas() {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    try (Stream<Path> files = Files.list(DEFINITIONS)) {
      for (Path file : files.toList()) {
        for (ObjectNode definition : RenderedChart.parse(Files.readString(file))) {
          for (JsonNode version : definition.at("/spec/versions")) {
            ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema").deepCopy();
            ObjectNode properties = schema.withObject("properties");
            properties.withObject("metadata").put("x-kubernetes-preserve-unknown-fields", true);
            close(schema);
            schemas.put(
                definition.at("/spec/group").asString()
                    + "/"
                    + version.path("name").asString()
                    + " "
                    + definition.at("/spec/names/kind").asString(),
                registry.getSchema(schema));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Validates an object.
   *
   * @return the errors, or empty if there is no definition of its kind
   */
  Optional<List<String>> errors(ObjectNode object) {
    String key = object.path("apiVersion").asString() + " " + object.path("kind").asString();
    return Optional.ofNullable(schemas.get(key))
        .map(schema -> schema.validate(object).stream().map(Object::toString).toList());
  }

  /**
   * Converts a structural schema of OpenAPI v3 to a closed JSON schema: unknown fields are errors,
   * {@code nullable} becomes a type, and values of either an integer or a string have no type.
   */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      if (object.path("x-kubernetes-int-or-string").asBoolean(false)) {
        object.remove("type");
        object.putArray("type").add("integer").add("string");
      }
      if (object.path("nullable").asBoolean(false) && object.path("type").isString()) {
        String type = object.path("type").asString();
        object.putArray("type").add(type).add("null");
      }
      object.remove("format");
      if (object.path("properties").isObject()
          && !object.has("additionalProperties")
          && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)) {
        object.put("additionalProperties", false);
      }
      object.path("properties").forEach(CustomResourceSchemas::close);
      close(object.path("items"));
      close(object.path("additionalProperties"));
    }
  }
}
