package io.beta9.provisioning.api.description;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares responses with the description of the API. Fields that are not described are violations,
 * although clients must accept them.
 */
public final class DescribedResponses {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path DOCUMENT = Path.of("src/main/resources/openapi.json");

  private final JsonNode document;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  private DescribedResponses(JsonNode document) {
    this.document = document;
    document.at("/components/schemas").valueStream().forEach(DescribedResponses::close);
  }

  /** Reads the description from the source tree. */
  public static DescribedResponses read() {
    try {
      return new DescribedResponses(JSON.readTree(Files.readString(DOCUMENT)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(JsonNode schema) {
    if (schema.has("properties") && !schema.has("additionalProperties")) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
  }

  /** Returns the description. */
  public JsonNode document() {
    return document;
  }

  /**
   * Returns what is wrong with a response; empty if it complies, or if the path is none of the API.
   *
   * @param route the path of the operation, with the names of its variables
   */
  public Optional<String> violation(
      String method, String route, int status, @Nullable String contentType, byte[] body) {
    JsonNode operation =
        document
            .path("paths")
            .path(route)
            .path(method.equals("HEAD") ? "get" : method.toLowerCase(java.util.Locale.ROOT));
    if (operation.isMissingNode()) {
      return status < 400
          ? Optional.of(method + " " + route + " is not described")
          : problem(contentType, body);
    }
    JsonNode responses = operation.get("responses");
    JsonNode response = responses.path(Integer.toString(status));
    if (response.isMissingNode()) {
      if (status < 400) {
        return Optional.of(method + " " + route + " does not describe the status " + status);
      }
      response = responses.path("default");
    }
    if (response.has("$ref")) {
      response = document.at(response.get("$ref").asString().substring(1));
    }
    JsonNode content = response.path("content");
    if (method.equals("HEAD") || status == 304) {
      return Optional.empty();
    }
    String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
    JsonNode media = content.path(type);
    if (media.isMissingNode()) {
      return Optional.of(
          method + " " + route + " " + status + " does not describe the content type " + type);
    }
    if (!type.endsWith("json")) {
      return Optional.empty();
    }
    return validate(media.get("schema"), body)
        .map(problem -> method + " " + route + " " + status + ": " + problem);
  }

  private Optional<String> problem(@Nullable String contentType, byte[] body) {
    if (body.length == 0) {
      return Optional.empty();
    }
    if (contentType == null || !contentType.startsWith("application/problem+json")) {
      return Optional.of("an error is not a problem document but " + contentType);
    }
    return validate(
        document.at("/components/responses/Problem/content").iterator().next().get("schema"), body);
  }

  private Optional<String> validate(JsonNode schema, byte[] body) {
    JsonNode value;
    try {
      value = JSON.readTree(body);
    } catch (JacksonException e) {
      return Optional.of("no JSON: " + e.getOriginalMessage());
    }
    List<com.networknt.schema.Error> errors =
        schemas.computeIfAbsent(schema.toString(), key -> compiled(schema)).validate(value);
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of(errors.subList(0, Math.min(5, errors.size())) + " in " + value);
  }

  private Schema compiled(JsonNode schema) {
    ObjectNode root = (ObjectNode) schema.deepCopy();
    root.putObject("components").set("schemas", document.at("/components/schemas"));
    return registry.getSchema(root);
  }
}
