package io.beta9.provisioning.cloudsim;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** What a request is about, in a few words. */
final class ResourceSummary {
  private static final List<String> TELLING =
      List.of("identifier", "name", "id", "ids", "arn", "bucket", "key", "cidrblock", "resource");
  private static final int LONGEST = 200;

  private ResourceSummary() {}

  /** The first two fields that name something, for example {@code bucket/key}. */
  static String of(SdkPojo request) {
    String summary =
        request.sdkFields().stream()
            .filter(ResourceSummary::isTelling)
            .flatMap(field -> text(field, request))
            .limit(2)
            .collect(Collectors.joining("/"));
    return summary.length() > LONGEST ? summary.substring(0, LONGEST) : summary;
  }

  private static boolean isTelling(SdkField<?> field) {
    String name = field.memberName().toLowerCase(Locale.ROOT);
    return TELLING.stream().anyMatch(name::endsWith)
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
