package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.Suggestions;
import io.beta9.provisioning.metaconfig.text.ValueWords;
import io.beta9.provisioning.metaconfig.text.Violation;
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
 * One mapping of a meta-config, read field by field. Nothing here stops at what is wrong: it is
 * noted by its path, and the field reads as its fallback, so that one pass finds everything.
 */
public final class Fields {
  private final String path;
  private final JsonNode node;
  private final List<Violation> violations;
  private final Set<String> asked = new LinkedHashSet<>();

  private Fields(String path, JsonNode node, List<Violation> violations) {
    this.path = path;
    this.node = node;
    this.violations = violations;
  }

  static Fields root(JsonNode root, List<Violation> violations) {
    return new Fields("", root, violations);
  }

  /** The mapping under a name; where it is missing, one without fields. */
  Fields section(String name) {
    JsonNode value = value(name);
    if (value != null && !value.isObject()) {
      wrong(name, "must be a mapping of fields, is " + ValueWords.kind(value));
      value = null;
    }
    return new Fields(
        pathOf(name), value == null ? JsonNodeFactory.instance.objectNode() : value, violations);
  }

  /** Says of a field that must be there that it is not. */
  void require(String name) {
    if (value(name) == null) {
      wrong(name, "is missing");
    }
  }

  /** A text that must be there; empty where it is not or is wrong. */
  String requiredText(String name, Rule rule) {
    require(name);
    return optionalText(name, rule).orElse("");
  }

  String text(String name, String fallback, Rule rule) {
    return optionalText(name, rule).orElse(fallback);
  }

  Optional<String> optionalText(String name, Rule rule) {
    JsonNode value = value(name);
    if (value != null && !value.isString()) {
      wrong(name, "must be text, is " + ValueWords.kind(value) + hintToQuote(value));
    }
    return value == null || !value.isString()
        ? Optional.empty()
        : checked(name, value.stringValue(), rule);
  }

  /** A text of digits and dots, which people write without quotes: an account, a version. */
  Optional<String> digits(String name, Rule rule) {
    JsonNode value = value(name);
    if (value == null || !value.isNumber()) {
      return optionalText(name, rule);
    }
    return checked(name, value.numberValue().toString(), rule);
  }

  private Optional<String> checked(String name, String text, Rule rule) {
    String complaint = rule.complaint(text);
    if (complaint == null) {
      return Optional.of(text);
    }
    wrong(name, complaint);
    return Optional.empty();
  }

  /** A rule that only some words keep; {@code kind} is what they are, with its article. */
  static Rule oneOf(Map<String, ?> words, String kind) {
    return text ->
        words.containsKey(text)
            ? null
            : ValueWords.quoted(text)
                + " is not "
                + kind
                + "; "
                + Suggestions.nearest(text, words.keySet())
                    .map(word -> "did you mean '" + word + "'?")
                    .orElseGet(() -> "expected " + ValueWords.anyOf(words.keySet()));
  }

  int integer(String name, int fallback, int least, int most) {
    return optionalInteger(name, least, most).orElse(fallback);
  }

  public Optional<Integer> optionalInteger(String name, int least, int most) {
    JsonNode value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    String expected = "must be a whole number from " + least + " to " + most;
    if (!value.isIntegralNumber()) {
      wrong(name, expected + ", is " + ValueWords.kind(value));
      return Optional.empty();
    }
    if (!value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
      wrong(name, expected + ", is " + ValueWords.shortened(value.numberValue().toString()));
      return Optional.empty();
    }
    return Optional.of(value.intValue());
  }

  boolean flag(String name, boolean fallback) {
    JsonNode value = value(name);
    if (value != null && !value.isBoolean()) {
      wrong(name, "must be true or false, is " + ValueWords.kind(value));
    }
    return value == null || !value.isBoolean() ? fallback : value.booleanValue();
  }

  /** Free names with texts, each checked by {@code key} and {@code text}. */
  Map<String, String> texts(String name, Rule key, Rule text) {
    Fields entries = section(name);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String entry : new ArrayList<>(entries.node.propertyNames())) {
      String complaint = key.complaint(entry);
      if (complaint != null) {
        entries.wrong(entry, complaint);
      }
      JsonNode value = entries.node.get(entry);
      if (value != null && value.isNull()) {
        entries.wrong(entry, "must be text, is nothing; write \"\" for none");
      } else {
        entries.optionalText(entry, text).ifPresent(valid -> texts.put(entry, valid));
      }
    }
    return texts;
  }

  /** The value under a name, for what is read in a way of its own; null where there is none. */
  @Nullable JsonNode value(String name) {
    asked.add(name);
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** Notes what is wrong with a field. */
  public void wrong(String name, String message) {
    violations.add(new Violation(pathOf(name), message));
  }

  /** Notes every field that nobody asked for; to be called when all have been. */
  void refuseOthers() {
    for (String name : node.propertyNames()) {
      if (!asked.contains(name)) {
        wrong(
            name,
            "is not a field of "
                + (path.isEmpty() ? "a meta-config" : path)
                + "; "
                + Suggestions.nearest(name, asked)
                    .map(word -> "did you mean '" + word + "'?")
                    .orElseGet(() -> "expected " + ValueWords.anyOf(asked)));
      }
    }
  }

  private String pathOf(String name) {
    String shown = ValueWords.shortened(name);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  private static String hintToQuote(JsonNode value) {
    return value.isNumber() || value.isBoolean() ? "; put it in quotes" : "";
  }
}
