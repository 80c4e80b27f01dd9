package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.Suggestions;
import io.beta9.provisioning.metaconfig.text.ValueFormat;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One mapping of a meta-config, read field by field. An invalid field does not stop the reading: it
 * is recorded as a {@link Violation} and replaced by its fallback, so that one pass finds all
 * violations.
 */
public final class Fields {
  private final String path;
  private final JsonNode node;
  private final List<Violation> violations;
  private final Set<String> readNames = new LinkedHashSet<>();
  private final Set<String> movedNames = new LinkedHashSet<>();

  private Fields(String path, JsonNode node, List<Violation> violations) {
    this.path = path;
    this.node = node;
    this.violations = violations;
  }

  static Fields root(JsonNode root, List<Violation> violations) {
    return new Fields("", root, violations);
  }

  /** Returns the nested mapping with the given name, or an empty one if it is missing. */
  Fields section(String name) {
    JsonNode value = value(name);
    if (value != null && !value.isObject()) {
      addViolation(name, "must be a mapping of fields, not " + ValueFormat.described(value));
      value = null;
    }
    return new Fields(
        pathOf(name), value == null ? JsonNodeFactory.instance.objectNode() : value, violations);
  }

  /** Records a violation if the field is missing. */
  void require(String name) {
    if (value(name) == null) {
      addViolation(name, "is missing");
    }
  }

  /** Returns a required text, or an empty string if it is missing or invalid. */
  String requiredText(String name, TextRule rule) {
    require(name);
    return optionalText(name, rule).orElse("");
  }

  String text(String name, String fallback, TextRule rule) {
    return optionalText(name, rule).orElse(fallback);
  }

  Optional<String> optionalText(String name, TextRule rule) {
    JsonNode value = value(name);
    if (value != null && !value.isString()) {
      addViolation(name, "must be text, not " + ValueFormat.described(value) + quotingHint(value));
    }
    return value == null || !value.isString()
        ? Optional.empty()
        : validated(name, value.stringValue(), rule);
  }

  /** Reads a text of digits and dots that is often written without quotes, such as a version. */
  Optional<String> numericText(String name, TextRule rule) {
    JsonNode value = value(name);
    if (value == null || !value.isNumber()) {
      return optionalText(name, rule);
    }
    return validated(name, value.numberValue().toString(), rule);
  }

  private Optional<String> validated(String name, String text, TextRule rule) {
    String problem = rule.problem(text);
    if (problem == null) {
      return Optional.of(text);
    }
    addViolation(name, problem);
    return Optional.empty();
  }

  /**
   * Returns a rule that accepts only the keys of {@code allowed}.
   *
   * @param kind what the keys denote, with its article, for example {@code a profile}
   */
  static TextRule oneOf(Map<String, ?> allowed, String kind) {
    return text ->
        allowed.containsKey(text)
            ? null
            : ValueFormat.quoted(text)
                + " is not "
                + kind
                + "; "
                + Suggestions.nearest(text, allowed.keySet())
                    .map(suggestion -> "did you mean '" + suggestion + "'?")
                    .orElseGet(() -> "expected " + ValueFormat.anyOf(allowed.keySet()));
  }

  int integer(String name, int fallback, int min, int max) {
    return optionalInteger(name, min, max).orElse(fallback);
  }

  public Optional<Integer> optionalInteger(String name, int min, int max) {
    return optionalInteger(name, min, max, "");
  }

  /**
   * Reads an integer.
   *
   * @param reason why it cannot be greater than {@code max}, as a clause; empty if that is obvious
   */
  Optional<Integer> optionalInteger(String name, int min, int max, String reason) {
    JsonNode value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    String expected = "must be an integer from " + min + " to " + max;
    if (!value.isIntegralNumber()) {
      addViolation(name, expected + ", not " + ValueFormat.described(value));
      return Optional.empty();
    }
    if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
      boolean isTooLarge = value.bigIntegerValue().compareTo(BigInteger.valueOf(max)) > 0;
      addViolation(
          name,
          expected
              + ", not "
              + ValueFormat.abbreviated(value.numberValue().toString())
              + (isTooLarge && !reason.isEmpty() ? ": " + reason : ""));
      return Optional.empty();
    }
    return Optional.of(value.intValue());
  }

  boolean flag(String name, boolean fallback) {
    JsonNode value = value(name);
    if (value != null && !value.isBoolean()) {
      addViolation(name, "must be true or false, not " + ValueFormat.described(value));
    }
    return (value == null || !value.isBoolean()) ? fallback : value.booleanValue();
  }

  /**
   * Reads a list of different texts; invalid ones are left out.
   *
   * @param maxSize how many it may contain
   */
  List<String> textList(String name, int maxSize, TextRule rule) {
    JsonNode list = value(name);
    if (list == null) {
      return List.of();
    }
    if (!list.isArray()) {
      addViolation(name, "must be a list, not " + ValueFormat.described(list));
      return List.of();
    }
    if (list.size() > maxSize) {
      addViolation(name, "contains " + list.size() + " entries; the maximum is " + maxSize);
    }
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < Math.min(list.size(), maxSize); i++) {
      JsonNode entry = list.get(i);
      String field = name + "[" + i + "]";
      if (!entry.isString()) {
        addViolation(
            field, "must be text, not " + ValueFormat.described(entry) + quotingHint(entry));
        continue;
      }
      if (validated(field, entry.stringValue(), rule).isPresent()
          && !texts.add(entry.stringValue())) {
        addViolation(field, ValueFormat.quoted(entry.stringValue()) + " is listed more than once");
      }
    }
    return List.copyOf(texts);
  }

  /** Returns whether the field is a list without entries. */
  boolean isEmptyList(String name) {
    JsonNode value = value(name);
    return value != null && value.isArray() && value.isEmpty();
  }

  /** Reads a mapping with arbitrary keys; {@code key} and {@code text} validate its entries. */
  Map<String, String> textMap(String name, TextRule key, TextRule text) {
    Fields entries = section(name);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String entry : new ArrayList<>(entries.node.propertyNames())) {
      String problem = key.problem(entry);
      if (problem != null) {
        entries.addViolation(entry, problem);
      }
      JsonNode value = entries.node.get(entry);
      if (value != null && value.isNull()) {
        entries.addViolation(entry, "must be text, not null; use \"\" for an empty value");
      } else {
        entries.optionalText(entry, text).ifPresent(validText -> texts.put(entry, validText));
      }
    }
    return texts;
  }

  /** Returns the raw value of a field, or null if it is missing or null. */
  @Nullable JsonNode value(String name) {
    readNames.add(name);
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** Records a violation of a field. */
  public void addViolation(String name, String message) {
    violations.add(new Violation(pathOf(name), message));
  }

  /** Records a violation if a field is present that does not belong into a meta-config any more. */
  void rejectMoved(String name, String code, String message) {
    movedNames.add(name);
    if (node.has(name)) {
      violations.add(new Violation(pathOf(name), message, code));
    }
  }

  /** Records a violation for every field that was not read; call it after the last field. */
  void rejectUnknownFields() {
    for (String name : node.propertyNames()) {
      if (!readNames.contains(name) && !movedNames.contains(name)) {
        addViolation(
            name,
            "is not a field of "
                + (path.isEmpty() ? "a meta-config" : path)
                + "; "
                + Suggestions.nearest(name, readNames)
                    .map(suggestion -> "did you mean '" + suggestion + "'?")
                    .orElseGet(() -> "expected " + ValueFormat.anyOf(readNames)));
      }
    }
  }

  private String pathOf(String name) {
    String segment = ValueFormat.abbreviated(name);
    return path.isEmpty() ? segment : path + "." + segment;
  }

  private static String quotingHint(JsonNode value) {
    return value.isNumber() || value.isBoolean() ? "; put it in quotes" : "";
  }
}
