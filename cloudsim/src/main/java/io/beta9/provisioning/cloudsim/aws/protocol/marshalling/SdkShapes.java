package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/** Accesses the SDK's model classes through their field metadata. */
public final class SdkShapes {
  private SdkShapes() {}

  /** Returns an empty builder of a request class. */
  public static SdkPojo builderOf(Class<? extends AwsRequest> request) {
    try {
      return (SdkPojo) request.getMethod("builder").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The SDK's " + request + " has no builder", e);
    }
  }

  public static Object build(SdkPojo builder) {
    return ((Buildable) builder).build();
  }

  public static AwsRequest buildRequest(SdkPojo builder) {
    return (AwsRequest) build(builder);
  }

  /**
   * Returns the value of a field, or null if it was never set. An empty list that was set is a
   * value.
   */
  static @Nullable public Object value(SdkField<?> field, SdkPojo pojo) {
    Object value = field.getValueOrDefault(pojo);
    return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap
        ? null
        : value;
  }

  public static boolean isPayload(SdkField<?> field) {
    return field.location() == MarshallLocation.PAYLOAD;
  }

  static boolean isList(SdkField<?> field) {
    return field.marshallingType().getTargetClass() == List.class;
  }

  static boolean isMap(SdkField<?> field) {
    return field.marshallingType().getTargetClass() == Map.class;
  }

  public static boolean isStructure(SdkField<?> field) {
    return field.marshallingType().getTargetClass() == SdkPojo.class;
  }

  static ListTrait list(SdkField<?> field) {
    return field.getRequiredTrait(ListTrait.class);
  }

  static MapTrait map(SdkField<?> field) {
    return field.getRequiredTrait(MapTrait.class);
  }

  public static SdkPojo structure(SdkField<?> field) {
    return field.constructor().get();
  }
}
