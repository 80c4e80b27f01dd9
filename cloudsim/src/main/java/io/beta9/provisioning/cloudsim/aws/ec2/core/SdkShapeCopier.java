package io.beta9.provisioning.cloudsim.aws.ec2.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Copies between SDK model classes with the same members, such as the request and response forms of
 * launch template data.
 */
public final class SdkShapeCopier {
  private SdkShapeCopier() {}

  /**
   * Copies every member that both the source and the target have, and returns the target.
   *
   * @param target a builder of the SDK
   */
  public static <T extends SdkPojo> T copy(SdkPojo source, T target) {
    Map<String, SdkField<?>> targets = target.sdkFieldNameToField();
    for (SdkField<?> field : source.sdkFields()) {
      SdkField<?> into =
          targets.values().stream()
              .filter(other -> other.memberName().equals(field.memberName()))
              .findFirst()
              .orElse(null);
      Object value = field.getValueOrDefault(source);
      if (into != null && value != null && !(value instanceof SdkAutoConstructList)) {
        into.set(target, converted(value, into));
      }
    }
    return target;
  }

  private static @Nullable Object converted(Object value, SdkField<?> into) {
    if (value instanceof SdkPojo nested && into.marshallingType() == MarshallingType.SDK_POJO) {
      return built(nested, into);
    }
    if (value instanceof List<?> list) {
      SdkField<?> member = into.getTrait(ListTrait.class).memberFieldInfo();
      List<@Nullable Object> copies = new ArrayList<>();
      for (Object item : list) {
        copies.add(converted(item, member));
      }
      return copies;
    }
    return value;
  }

  private static Object built(SdkPojo nested, SdkField<?> into) {
    SdkPojo builder = copy(nested, into.constructor().get());
    return builder instanceof SdkBuilder<?, ?> created ? created.build() : builder;
  }
}
