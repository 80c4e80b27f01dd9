package io.beta9.provisioning.cloudsim.aws.common;

import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Copies fields between SDK model classes. Most fields of an AWS response repeat the request's
 * field of the same name, so that they need no code of their own.
 */
public final class SdkFields {
  private static final Set<MarshallingType<?>> SCALAR_TYPES =
      Set.of(
          MarshallingType.STRING,
          MarshallingType.INTEGER,
          MarshallingType.LONG,
          MarshallingType.BOOLEAN,
          MarshallingType.DOUBLE,
          MarshallingType.INSTANT);

  private SdkFields() {}

  /**
   * Sets every scalar field of {@code builder} for which {@code from} has a value under the same
   * member name. Lists and structures are not copied: the same name often has another meaning.
   */
  public static void copyScalars(SdkPojo from, SdkPojo builder) {
    Map<String, SdkField<?>> targets =
        builder.sdkFields().stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    SdkField::memberName, field -> (SdkField<?>) field));
    for (SdkField<?> source : from.sdkFields()) {
      Object value = source.getValueOrDefault(from);
      SdkField<?> target = targets.get(source.memberName());
      if (value != null
          && target != null
          && SCALAR_TYPES.contains(source.marshallingType())
          && source.marshallingType().equals(target.marshallingType())) {
        target.set(builder, value);
      }
    }
  }

  /** Returns whether the list was sent, even if it is empty. */
  public static boolean isSet(List<?> list) {
    return !(list instanceof SdkAutoConstructList<?>);
  }

  /** Returns whether the map was sent, even if it is empty. */
  public static boolean isSet(Map<?, ?> map) {
    return !(map instanceof SdkAutoConstructMap<?, ?>);
  }
}
