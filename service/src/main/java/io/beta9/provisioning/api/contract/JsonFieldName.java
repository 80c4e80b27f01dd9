package io.beta9.provisioning.api.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Locale;

/** The names of record components in JSON. */
public final class JsonFieldName {
  private JsonFieldName() {}

  /** Returns the name of a component: that of its annotation, or its own in snake case. */
  public static String of(RecordComponent component) {
    Method accessor = component.getAccessor();
    JsonProperty explicit = accessor.getAnnotation(JsonProperty.class);
    return explicit != null && !explicit.value().isEmpty()
        ? explicit.value()
        : snakeCase(component.getName());
  }

  private static String snakeCase(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
