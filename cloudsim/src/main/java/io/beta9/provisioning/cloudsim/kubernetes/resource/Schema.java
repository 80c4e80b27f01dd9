package io.beta9.provisioning.cloudsim.kubernetes.resource;

import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * Validates the names and types of the fields of an object. The model classes of the Fabric8
 * client, which are generated from Kubernetes' API definitions, serve as the schema.
 *
 * <p>A real server drops unknown fields with a warning unless a client requests strict validation.
 * The simulator is always strict, so that a misspelled field in a chart is detected.
 */
final class Schema {
  private static final Map<String, Class<? extends HasMetadata>> MODEL = model();
  private static final JsonMapper STRICT = strict();

  private Schema() {}

  /**
   * Validates an object.
   *
   * @throws ApiException with status 400 and the path of the invalid field
   */
  static void check(Kind kind, ObjectNode object) {
    Class<? extends HasMetadata> type = MODEL.get(key(kind.apiVersion(), kind.name()));
    // A CustomResourceDefinition contains JSON schemas of any structure.
    if (type == null || kind.name().equals("CustomResourceDefinition")) {
      return;
    }
    try {
      HasMetadata unused = STRICT.readValue(Json.bytes(object), type);
    } catch (UnrecognizedPropertyException e) {
      throw ApiException.badRequest("strict decoding error: unknown field \"" + path(e) + "\"");
    } catch (JacksonException e) {
      throw ApiException.badRequest(
          kind.name()
              + " in version \""
              + kind.version()
              + "\" cannot be handled as a "
              + kind.name()
              + ": "
              + path(e)
              + ": "
              + e.getOriginalMessage());
    }
  }

  private static String path(JacksonException e) {
    return e.getPath().stream()
        .map(
            element ->
                element.getPropertyName() == null
                    ? "[" + element.getIndex() + "]"
                    : element.getPropertyName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }

  private static Map<String, Class<? extends HasMetadata>> model() {
    Map<String, Class<? extends HasMetadata>> model = new HashMap<>();
    ServiceLoader.load(KubernetesResource.class).stream()
        .map(ServiceLoader.Provider::type)
        .filter(HasMetadata.class::isAssignableFrom)
        .map(type -> type.asSubclass(HasMetadata.class))
        .forEach(
            type ->
                model.put(key(HasMetadata.getApiVersion(type), HasMetadata.getKind(type)), type));
    return model;
  }

  private static String key(@Nullable String apiVersion, String kind) {
    return apiVersion + " " + kind;
  }

  private static JsonMapper strict() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(
                new JacksonAnnotationIntrospector() {
                  @Override
                  public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
                    return false; // otherwise the model classes accept unknown fields
                  }
                });
    for (CoercionInputShape shape :
        new CoercionInputShape[] {
          CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
      builder.withCoercionConfig(
          LogicalType.Textual, textual -> textual.setCoercion(shape, CoercionAction.Fail));
    }
    for (LogicalType type : new LogicalType[] {LogicalType.Integer, LogicalType.Boolean}) {
      builder.withCoercionConfig(
          type, config -> config.setCoercion(CoercionInputShape.String, CoercionAction.Fail));
    }
    return builder.build();
  }
}
