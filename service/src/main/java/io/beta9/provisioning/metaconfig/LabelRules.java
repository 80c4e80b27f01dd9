package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.ValueWords;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of AWS for tags and of Kubernetes for labels. */
final class LabelRules {
  /** AWS allows 50; three are ours, and Kubernetes and the module's own names need the rest. */
  static final int MOST_TAGS = 40;

  static final int MOST_LABELS = 20;

  private static final int LONGEST_TAG_KEY = 128;
  private static final int LONGEST_TAG_VALUE = 256;
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_LABEL_PREFIX = 253;
  private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{N}\\p{Zs}_.:/=+@-]*");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?");
  private static final Pattern LABEL_PREFIX =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final List<String> RESERVED_LABELS =
      List.of("kubernetes.io", "k8s.io", "eks.amazonaws.com", "beta9.io");

  private LabelRules() {}

  static @Nullable String tagKey(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    if (key.isBlank()) {
      return "a tag's key must not be empty";
    }
    if (lower.startsWith("aws:")) {
      return "keys that begin with 'aws:' belong to AWS";
    }
    if (lower.startsWith("beta9:")) {
      return "keys that begin with 'beta9:' belong to this product";
    }
    if (key.length() > LONGEST_TAG_KEY) {
      return "a tag's key holds at most "
          + LONGEST_TAG_KEY
          + " characters, this has "
          + key.length();
    }
    return TAG.matcher(key).matches() ? null : "a tag's key may not hold these characters";
  }

  static @Nullable String tagValue(String value) {
    if (value.length() > LONGEST_TAG_VALUE) {
      return "a tag's value holds at most "
          + LONGEST_TAG_VALUE
          + " characters, this has "
          + value.length();
    }
    return TAG.matcher(value).matches()
        ? null
        : ValueWords.quoted(value)
            + " may not be a tag's value: letters, digits, spaces and _ . : / = + - @ only";
  }

  /** Notes the tags that are too many, or that IAM takes for one and the same. */
  static void checkTags(Fields root, Map<String, String> tags) {
    if (tags.size() > MOST_TAGS) {
      root.wrong(
          "tags",
          "holds "
              + tags.size()
              + " tags; at most "
              + MOST_TAGS
              + ", because AWS allows 50 and this product and Kubernetes need the rest");
    }
    Map<String, String> seen = new TreeMap<>();
    tags.keySet()
        .forEach(
            key -> {
              String other = seen.putIfAbsent(key.toLowerCase(Locale.ROOT), key);
              if (other != null) {
                root.wrong(
                    "tags." + key,
                    "differs from "
                        + ValueWords.quoted(other)
                        + " only in capitals, which IAM does not tell apart");
              }
            });
  }

  static @Nullable String labelKey(String key) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? null : key.substring(0, slash);
    String name = key.substring(slash + 1);
    if (prefix != null
        && (prefix.length() > LONGEST_LABEL_PREFIX || !LABEL_PREFIX.matcher(prefix).matches())) {
      return "what stands before the slash of a label must be a DNS name in lower case";
    }
    if (prefix != null
        && RESERVED_LABELS.stream().anyMatch(r -> prefix.equals(r) || prefix.endsWith("." + r))) {
      return "labels under " + ValueWords.quoted(prefix) + " are reserved";
    }
    return labelText(name, "a label's name");
  }

  static @Nullable String labelValue(String value) {
    return value.isEmpty() ? null : labelText(value, "a label's value");
  }

  private static @Nullable String labelText(String text, String what) {
    if (text.length() > LONGEST_LABEL) {
      return what + " holds at most " + LONGEST_LABEL + " characters, this has " + text.length();
    }
    return LABEL.matcher(text).matches()
        ? null
        : ValueWords.quoted(text)
            + " may not be "
            + what
            + ": letters, digits and inner - _ . only";
  }
}
