package io.beta9.provisioning.cloudsim.aws.authorization;

import io.beta9.provisioning.cloudsim.aws.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A request whose permissions are determined.
 *
 * @param service the prefix of the service's actions
 * @param operation the operation's name on the wire
 */
record AuthorizedRequest(
    String service,
    String operation,
    AwsRequest request,
    Call call,
    String baseAction,
    ResourceLookup resources) {

  /** Returns the request as its own class. */
  <T extends AwsRequest> T as(Class<T> type) {
    return type.cast(request);
  }

  /** Returns a text field, by its member name regardless of case; empty if it is not set. */
  Optional<String> text(String member) {
    return texts(member).stream().findFirst();
  }

  /** Returns the values of a text or list field; empty if it is not set. */
  List<String> texts(String member) {
    return switch (value(request, member)) {
      case String text -> List.of(text);
      case List<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }

  /** Returns whether a field is set to true. */
  boolean isTrue(String member) {
    return Boolean.TRUE.equals(value(request, member));
  }

  /** Returns the ARN of a resource of this service in the caller's account and region. */
  String arn(String resource) {
    return call.arn(service, resource);
  }

  /** Returns the tags that the request sets, whatever the service calls the field. */
  Map<String, String> tags() {
    Map<String, String> tags = new TreeMap<>();
    for (String member : List.of("Tags", "TagList", "TagSet")) {
      tags.putAll(tagsIn(value(request, member)));
    }
    return tags;
  }

  /** Returns the keys of the tags that the request removes. */
  List<String> removedTagKeys() {
    return texts("TagKeys");
  }

  static Map<String, String> tagsIn(@org.jspecify.annotations.Nullable Object value) {
    Map<String, String> tags = new TreeMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, text) -> tags.put(String.valueOf(key), String.valueOf(text)));
    } else if (value instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof SdkPojo tag) {
          Object key = firstSet(tag, "Key", "TagKey");
          if (key != null) {
            Object text = firstSet(tag, "Value", "TagValue");
            tags.put(String.valueOf(key), text == null ? "" : String.valueOf(text));
          }
        }
      }
    }
    return tags;
  }

  private static @org.jspecify.annotations.Nullable Object firstSet(
      SdkPojo shape, String... members) {
    for (String member : members) {
      Object found = value(shape, member);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Returns the shapes in a list field. */
  List<SdkPojo> shapes(String member) {
    List<SdkPojo> shapes = new ArrayList<>();
    if (value(request, member) instanceof List<?> list) {
      list.forEach(
          item -> {
            if (item instanceof SdkPojo shape) {
              shapes.add(shape);
            }
          });
    }
    return shapes;
  }

  static @org.jspecify.annotations.Nullable Object value(SdkPojo shape, String member) {
    String wanted = member.toLowerCase(Locale.ROOT);
    for (SdkField<?> field : shape.sdkFields()) {
      if (field.memberName().toLowerCase(Locale.ROOT).equals(wanted)) {
        return field.getValueOrDefault(shape);
      }
    }
    return null;
  }
}
