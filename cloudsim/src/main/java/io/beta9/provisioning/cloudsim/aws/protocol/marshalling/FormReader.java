package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;

/** Fills model classes from the forms of the query and EC2 protocols. */
public final class FormReader {
  private FormReader() {}

  public static void fill(SdkPojo builder, FormNode node) {
    for (SdkField<?> field : builder.sdkFields()) {
      FormNode child = node.child(field.locationName());
      if (child != null) {
        Object value = read(field, child);
        if (value != null) {
          field.set(builder, value);
        }
      }
    }
  }

  private static @Nullable Object read(SdkField<?> field, FormNode node) {
    if (SdkShapes.isStructure(field)) {
      SdkPojo nested = SdkShapes.structure(field);
      fill(nested, node);
      return SdkShapes.build(nested);
    }
    if (SdkShapes.isList(field)) {
      return readList(SdkShapes.list(field), node);
    }
    if (SdkShapes.isMap(field)) {
      return readMap(SdkShapes.map(field), node);
    }
    String text = node.text();
    return text == null ? null : ScalarValues.parse(field, text);
  }

  private static List<Object> readList(ListTrait trait, FormNode node) {
    return values(trait.memberFieldInfo(), node.members(trait.memberLocationName()));
  }

  private static List<Object> values(SdkField<?> member, Collection<FormNode> nodes) {
    List<Object> values = new ArrayList<>();
    for (FormNode node : nodes) {
      Object value = read(member, node);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private static Map<String, Object> readMap(MapTrait trait, FormNode node) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (FormNode entry : node.members("entry")) {
      FormNode key = entry.child(orDefault(trait.keyLocationName(), "key"));
      FormNode value = entry.child(orDefault(trait.valueLocationName(), "value"));
      if (key != null && key.text() instanceof String name && value != null) {
        Object read = read(trait.valueFieldInfo(), value);
        if (read != null) {
          values.put(name, read);
        }
      }
    }
    return values;
  }

  private static String orDefault(@Nullable String name, String fallback) {
    return name == null ? fallback : name;
  }
}
