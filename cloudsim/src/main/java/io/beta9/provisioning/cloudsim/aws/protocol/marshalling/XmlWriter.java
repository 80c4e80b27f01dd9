package io.beta9.provisioning.cloudsim.aws.protocol.marshalling;

import java.util.Collection;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;

/** Writes model classes as XML. */
public final class XmlWriter {
  private static final String SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

  private final StringBuilder out =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

  public XmlWriter open(String name) {
    out.append('<').append(name).append('>');
    return this;
  }

  public XmlWriter open(String name, String namespace) {
    out.append('<').append(name).append(" xmlns=\"").append(escaped(namespace)).append("\">");
    return this;
  }

  public XmlWriter close(String name) {
    out.append("</").append(name).append('>');
    return this;
  }

  public XmlWriter element(String name, String text) {
    return open(name).text(text).close(name);
  }

  public XmlWriter text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** Writes the payload fields of a structure. */
  public XmlWriter fields(SdkPojo pojo) {
    for (SdkField<?> field : pojo.sdkFields()) {
      if (SdkShapes.isPayload(field) && !field.containsTrait(XmlAttributeTrait.class)) {
        Object value = SdkShapes.value(field, pojo);
        if (value != null) {
          member(field.unmarshallLocationName(), field, value);
        }
      }
    }
    return this;
  }

  private void member(String name, SdkField<?> field, Object value) {
    switch (value) {
      case SdkPojo nested -> {
        openWithAttributes(name, nested);
        fields(nested);
        close(name);
      }
      case Collection<?> list -> members(name, field, list);
      case Map<?, ?> map -> entries(name, SdkShapes.map(field), map);
      default ->
          element(name, ScalarValues.format(field, value, TimestampFormatTrait.Format.ISO_8601));
    }
  }

  private void members(String name, SdkField<?> field, Collection<?> list) {
    SdkField<?> member = SdkShapes.list(field).memberFieldInfo();
    if (SdkShapes.list(field).isFlattened()) {
      list.forEach(item -> member(name, member, item));
    } else {
      open(name);
      list.forEach(item -> member(member.unmarshallLocationName(), member, item));
      close(name);
    }
  }

  private void entries(String name, MapTrait trait, Map<?, ?> map) {
    String entry = trait.isFlattened() ? name : "entry";
    if (!trait.isFlattened()) {
      open(name);
    }
    map.forEach(
        (key, value) -> {
          open(entry).element(trait.keyLocationName(), key.toString());
          member(trait.valueLocationName(), trait.valueFieldInfo(), value);
          close(entry);
        });
    if (!trait.isFlattened()) {
      close(name);
    }
  }

  private void openWithAttributes(String name, SdkPojo pojo) {
    out.append('<').append(name);
    for (SdkField<?> field : pojo.sdkFields()) {
      if (field.containsTrait(XmlAttributeTrait.class)) {
        Object value = SdkShapes.value(field, pojo);
        if (value != null) {
          String attribute = field.unmarshallLocationName();
          if (attribute.startsWith("xsi:")) {
            out.append(" xmlns:xsi=\"").append(SCHEMA_INSTANCE).append('"');
          }
          out.append(' ').append(attribute).append("=\"");
          out.append(escaped(value.toString())).append('"');
        }
      }
    }
    out.append('>');
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\r' -> escaped.append("&#xD;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
