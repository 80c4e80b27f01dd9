package io.beta9.provisioning.cloudsim.request;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** Summarizes the resources that a request names, for the request log. */
final class ResourceSummary {
  private static final List<String> IDENTIFYING_SUFFIXES =
      List.of("identifier", "name", "id", "ids", "arn", "bucket", "key", "cidrblock", "resource");
  private static final int MAX_LENGTH = 200;

  private ResourceSummary() {}

  /** Returns the values of the first two identifying fields, for example {@code bucket/key}. */
  static String of(SdkPojo request) {
    String summary =
        request.sdkFields().stream()
            .filter(ResourceSummary::isIdentifying)
            .flatMap(field -> text(field, request))
            .limit(2)
            .collect(Collectors.joining("/"));
    return summary.length() > MAX_LENGTH ? summary.substring(0, MAX_LENGTH) : summary;
  }

  private static boolean isIdentifying(SdkField<?> field) {
    String name = field.memberName().toLowerCase(Locale.ROOT);
    return IDENTIFYING_SUFFIXES.stream().anyMatch(name::endsWith)
        && !name.contains("token")
        && !name.contains("secretaccess")
        && !name.contains("externalid")
        && !name.contains("username");
  }

  private static Stream<String> text(SdkField<?> field, SdkPojo request) {
    return switch (field.getValueOrDefault(request)) {
      case String text -> Stream.of(text);
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof String text ->
          Stream.of(list.size() == 1 ? text : text + ",…");
      case null, default -> Stream.empty();
    };
  }
}
