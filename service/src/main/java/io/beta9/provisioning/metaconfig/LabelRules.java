package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.ValueFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates tags by the rules of AWS and node labels by those of Kubernetes. */
final class LabelRules {
  /** AWS allows 50; three are used by this product, the rest by Kubernetes and resource names. */
  static final int MAX_TAGS = 40;

  static final int MAX_LABELS = 20;

  private static final int MAX_TAG_KEY_LENGTH = 128;
  private static final int MAX_TAG_VALUE_LENGTH = 256;
  private static final int MAX_LABEL_LENGTH = 63;
  private static final int MAX_LABEL_PREFIX_LENGTH = 253;
  private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{N}\\p{Zs}_.:/=+@-]*");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?");
  private static final Pattern LABEL_PREFIX =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final List<String> RESERVED_LABEL_PREFIXES =
      List.of("kubernetes.io", "k8s.io", "eks.amazonaws.com", "beta9.io");

  private LabelRules() {}

  static @Nullable String tagKey(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    if (key.isBlank()) {
      return "a tag key must not be empty";
    }
    if (lower.startsWith("aws:")) {
      return "keys that begin with 'aws:' are reserved by AWS";
    }
    if (lower.startsWith("beta9:")) {
      return "keys that begin with 'beta9:' are reserved by this product";
    }
    if (key.length() > MAX_TAG_KEY_LENGTH) {
      return "a tag key must be at most "
          + MAX_TAG_KEY_LENGTH
          + " characters long, not "
          + key.length();
    }
    return TAG.matcher(key).matches()
        ? null
        : "a tag key must contain only letters, digits, spaces and _ . : / = + - @";
  }

  static @Nullable String tagValue(String value) {
    if (value.length() > MAX_TAG_VALUE_LENGTH) {
      return "a tag value must be at most "
          + MAX_TAG_VALUE_LENGTH
          + " characters long, not "
          + value.length();
    }
    return TAG.matcher(value).matches()
        ? null
        : ValueFormat.quoted(value)
            + " is not a tag value; it must contain only letters, digits, spaces and _ . : / = + -"
            + " @";
  }

  /** Records violations for too many tags and for keys that IAM treats as equal. */
  static void checkTags(Fields root, Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      root.addViolation(
          "tags",
          "contains "
              + tags.size()
              + " tags; the maximum is "
              + MAX_TAGS
              + ", because AWS allows 50 and this product and Kubernetes need the rest");
    }
    Map<String, String> keysByLowerCase = new TreeMap<>();
    tags.keySet()
        .forEach(
            key -> {
              String other = keysByLowerCase.putIfAbsent(key.toLowerCase(Locale.ROOT), key);
              if (other != null) {
                root.addViolation(
                    "tags." + key,
                    "differs from "
                        + ValueFormat.quoted(other)
                        + " only in case, and IAM compares tag keys case-insensitively");
              }
            });
  }

  static @Nullable String labelKey(String key) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? null : key.substring(0, slash);
    String name = key.substring(slash + 1);
    if (prefix != null
        && (prefix.length() > MAX_LABEL_PREFIX_LENGTH || !LABEL_PREFIX.matcher(prefix).matches())) {
      return "the prefix of a label must be a lower-case DNS name";
    }
    if (prefix != null
        && RESERVED_LABEL_PREFIXES.stream()
            .anyMatch(r -> prefix.equals(r) || prefix.endsWith("." + r))) {
      return "labels under " + ValueFormat.quoted(prefix) + " are reserved";
    }
    return labelProblem(name, "a label name");
  }

  static @Nullable String labelValue(String value) {
    return value.isEmpty() ? null : labelProblem(value, "a label value");
  }

  private static @Nullable String labelProblem(String text, String kind) {
    if (text.length() > MAX_LABEL_LENGTH) {
      return kind
          + " must be at most "
          + MAX_LABEL_LENGTH
          + " characters long, not "
          + text.length();
    }
    return LABEL.matcher(text).matches()
        ? null
        : ValueFormat.quoted(text)
            + " is not "
            + kind
            + "; it must contain only letters, digits and inner - _ .";
  }
}
