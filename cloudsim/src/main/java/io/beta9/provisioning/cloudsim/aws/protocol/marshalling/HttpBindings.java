package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/**
 * Reads and writes the fields that REST protocols carry outside of the body: in path, query and
 * headers.
 */
public final class HttpBindings {
  private HttpBindings() {}

  public static void fill(
      SdkPojo builder, WireRequest request, Map<String, String> pathParameters) {
    for (SdkField<?> field : builder.sdkFields()) {
      MarshallLocation location = field.location();
      Object value =
          switch (location) {
            case PATH, GREEDY_PATH -> single(field, pathParameters.get(field.locationName()));
            case QUERY_PARAM -> single(field, request.query().get(field.locationName()));
            case HEADER -> header(field, request.headers());
            case PAYLOAD, STATUS_CODE -> null;
          };
      if (value != null) {
        field.set(builder, value);
      }
    }
  }

  /** Returns the headers of a response's fields. */
  public static Map<String, String> headers(SdkPojo response) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (SdkField<?> field : response.sdkFields()) {
      Object value =
          field.location() == MarshallLocation.HEADER ? SdkShapes.value(field, response) : null;
      switch (value) {
        case null -> {}
        case Map<?, ?> map ->
            map.forEach((key, item) -> headers.put(field.locationName() + key, item.toString()));
        case Collection<?> list ->
            headers.put(
                field.locationName(),
                list.stream().map(Object::toString).collect(Collectors.joining(",")));
        default ->
            headers.put(
                field.locationName(),
                ScalarValues.format(field, value, TimestampFormatTrait.Format.RFC_822));
      }
    }
    return headers;
  }

  private static @Nullable Object header(SdkField<?> field, Map<String, String> headers) {
    String name = field.locationName().toLowerCase(Locale.ROOT);
    if (!SdkShapes.isMap(field)) {
      return single(field, headers.get(name));
    }
    Map<String, Object> found = new LinkedHashMap<>();
    headers.forEach(
        (header, value) -> {
          if (header.startsWith(name)) {
            found.put(header.substring(name.length()), value);
          }
        });
    return found.isEmpty() ? null : found;
  }

  private static @Nullable Object single(SdkField<?> field, @Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!SdkShapes.isList(field)) {
      return ScalarValues.parse(field, text);
    }
    SdkField<?> member = SdkShapes.list(field).memberFieldInfo();
    List<Object> values = new ArrayList<>();
    Arrays.stream(text.split(","))
        .map(String::strip)
        .forEach(item -> values.add(ScalarValues.parse(member, item)));
    return values;
  }
}
