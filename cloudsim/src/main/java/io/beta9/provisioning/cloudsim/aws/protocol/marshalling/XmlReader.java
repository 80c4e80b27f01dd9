package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;

/** Fills model classes from XML requests, which only S3 uses. */
public final class XmlReader {
  private XmlReader() {}

  public static void fill(SdkPojo builder, XmlNode element) {
    for (SdkField<?> field : builder.sdkFields()) {
      if (!SdkShapes.isPayload(field)) {
        continue;
      }
      if (field.containsTrait(XmlAttributeTrait.class)) {
        String attribute = element.attributes().get(field.locationName());
        if (attribute != null) {
          field.set(builder, ScalarValues.parse(field, attribute));
        }
        continue;
      }
      List<XmlNode> found = element.children(field.locationName());
      if (!found.isEmpty()) {
        field.set(builder, read(field, found));
      }
    }
  }

  private static Object read(SdkField<?> field, List<XmlNode> elements) {
    XmlNode first = elements.getFirst();
    if (SdkShapes.isStructure(field)) {
      SdkPojo nested = SdkShapes.structure(field);
      fill(nested, first);
      return SdkShapes.build(nested);
    }
    if (SdkShapes.isList(field)) {
      List<XmlNode> members = SdkShapes.list(field).isFlattened() ? elements : first.children();
      List<Object> values = new ArrayList<>();
      for (XmlNode member : members) {
        values.add(read(SdkShapes.list(field).memberFieldInfo(), List.of(member)));
      }
      return values;
    }
    if (SdkShapes.isMap(field)) {
      MapTrait trait = SdkShapes.map(field);
      Map<String, Object> values = new LinkedHashMap<>();
      for (XmlNode entry : trait.isFlattened() ? elements : first.children()) {
        values.put(
            entry.children(trait.keyLocationName()).getFirst().text(),
            read(trait.valueFieldInfo(), entry.children(trait.valueLocationName())));
      }
      return values;
    }
    return ScalarValues.parse(field, first.text());
  }
}
