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
 * Carries fields over from one shape to another. Most of what AWS describes is what it was given
 * under the same member name, so that an echo needs no line per field.
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
   * Sets every plain field (text, number, flag, time) of {@code builder} that {@code from} has a
   * value for under the same member name. Lists and structures are left alone: they often bear the
   * same name and another meaning.
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

  /** Whether the caller sent this list, were it an empty one. */
  public static boolean isSet(List<?> list) {
    return !(list instanceof SdkAutoConstructList<?>);
  }

  /** Whether the caller sent this map, were it an empty one. */
  public static boolean isSet(Map<?, ?> map) {
    return !(map instanceof SdkAutoConstructMap<?, ?>);
  }
}
