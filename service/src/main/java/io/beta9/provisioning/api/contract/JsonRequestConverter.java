package io.beta9.provisioning.api.contract;

import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.problem.ContentTooLargeException;
import io.beta9.provisioning.api.request.BoundedRequestBody;
import io.beta9.provisioning.apimodel.Required;
import io.beta9.provisioning.metaconfig.text.Suggestions;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the records that requests consist of. A body that is malformed, too long, has unknown
 * fields or values of the wrong type is rejected, with all of its violations.
 */
public final class JsonRequestConverter implements HttpMessageConverter<Object> {
  private static final String API_MODEL = "io.beta9.provisioning.apimodel";
  private static final List<MediaType> TYPES =
      List.of(MediaType.APPLICATION_JSON, new MediaType("application", "*+json"));

  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  @Override
  public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
    return type.isRecord()
        && type.getPackageName().startsWith(API_MODEL)
        && (mediaType == null || TYPES.stream().anyMatch(each -> each.includes(mediaType)));
  }

  @Override
  public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
    return false;
  }

  @Override
  public List<MediaType> getSupportedMediaTypes() {
    return TYPES;
  }

  @Override
  public Object read(Class<? extends Object> type, HttpInputMessage message) throws IOException {
    byte[] body = message.getBody().readNBytes(BoundedRequestBody.MAX_BYTES + 1);
    if (body.length > BoundedRequestBody.MAX_BYTES) {
      throw new ContentTooLargeException(BoundedRequestBody.MAX_BYTES);
    }
    JsonNode tree;
    try {
      tree = json.readTree(body);
    } catch (JacksonException e) {
      throw new BadRequestException(Violation.BODY, "is not valid JSON: " + summary(e));
    }
    if (!tree.isObject()) {
      throw new BadRequestException(Violation.BODY, "must be a JSON object");
    }
    List<Violation> violations = violations(type, tree);
    if (!violations.isEmpty()) {
      throw new BadRequestException(violations);
    }
    try {
      return json.treeToValue(tree, type);
    } catch (JacksonException e) {
      throw new BadRequestException(Violation.BODY, "cannot be read: " + summary(e));
    }
  }

  private static String summary(JacksonException e) {
    String message = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    return (message.length() > 200 ? message.substring(0, 200) + "…" : message)
        + (e.getLocation() == null || e.getLocation().getLineNr() < 1
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")");
  }

  private static List<Violation> violations(Class<?> type, JsonNode tree) {
    Map<String, RecordComponent> fields = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      fields.put(JsonFieldName.of(component), component);
    }
    List<Violation> violations = new ArrayList<>();
    for (String name : tree.propertyNames()) {
      if (!fields.containsKey(name)) {
        String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        violations.add(
            new Violation(
                shown,
                "is not a field of this request"
                    + Suggestions.nearest(name, fields.keySet())
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; its fields are " + String.join(", ", fields.keySet()))));
      }
      if (violations.size() == 100) {
        return violations;
      }
    }
    fields.forEach(
        (name, component) -> {
          JsonNode value = tree.get(name);
          String violation =
              value == null || value.isNull() ? absence(component) : mismatch(component, value);
          if (violation != null) {
            violations.add(new Violation(name, violation));
          }
        });
    return violations;
  }

  private static @Nullable String absence(RecordComponent component) {
    return isRequired(component)
        ? "is required" + (component.getType() == boolean.class ? ": true or false" : "")
        : null;
  }

  /** Returns whether a request must contain the field. */
  public static boolean isRequired(RecordComponent component) {
    return component.getType().isPrimitive() || component.isAnnotationPresent(Required.class);
  }

  private static @Nullable String mismatch(RecordComponent component, JsonNode value) {
    Class<?> type = component.getType();
    if (type == String.class) {
      if (!value.isString()) {
        return "must be a string";
      }
      return UnicodeText.isStorable(value.asString())
          ? null
          : "must not contain NUL characters or unpaired surrogates";
    }
    if (type == boolean.class || type == Boolean.class) {
      return value.isBoolean() ? null : "must be true or false";
    }
    if (type == int.class || type == Integer.class) {
      return value.isIntegralNumber() && value.canConvertToInt() ? null : "must be an integer";
    }
    if (type == long.class || type == Long.class) {
      return value.isIntegralNumber() && value.canConvertToLong() ? null : "must be an integer";
    }
    return strings(value) ? null : "must not contain NUL characters or unpaired surrogates";
  }

  private static boolean strings(JsonNode value) {
    if (value.isString()) {
      return UnicodeText.isStorable(value.asString());
    }
    return value.propertyStream().allMatch(field -> UnicodeText.isStorable(field.getKey()))
        && value.valueStream().allMatch(JsonRequestConverter::strings);
  }

  @Override
  public void write(Object value, @Nullable MediaType type, HttpOutputMessage message) {
    throw new UnsupportedOperationException("reads requests only");
  }
}
