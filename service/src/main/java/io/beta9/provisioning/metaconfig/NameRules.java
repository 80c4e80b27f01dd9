package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.ValueWords;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What names must be like to become names in AWS and in the DNS. */
final class NameRules {
  private static final int LONGEST_NAME = 40;
  private static final int LONGEST_BUCKET = 63;
  private static final int BUCKET_SUFFIX = "-0123456789ab".length();
  private static final int LONGEST_DOMAIN = 253;
  private static final int LONGEST_LABEL = 63;
  private static final Pattern LOWER = Pattern.compile("[a-z0-9-]*");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private NameRules() {}

  /** An environment's name. */
  static @Nullable String environment(String name) {
    String complaint = lowerWords(name, LONGEST_NAME);
    if (complaint == null && !Character.isLetter(name.charAt(0))) {
      complaint = "must begin with a letter";
    }
    if (complaint == null && name.contains("--")) {
      complaint = "must not hold two hyphens in a row";
    }
    return complaint == null ? null : ValueWords.quoted(name) + " " + complaint;
  }

  /** The start of a bucket's name; a hyphen and twelve characters follow. */
  static @Nullable String bucketPrefix(String prefix) {
    String complaint = lowerWords(prefix, LONGEST_BUCKET - BUCKET_SUFFIX);
    if (complaint == null) {
      for (String reserved : new String[] {"xn--", "sthree-", "amzn-s3-demo-"}) {
        if ((prefix + "-").startsWith(reserved)) {
          complaint = "must not begin with '" + reserved + "', which S3 keeps for itself";
        }
      }
    }
    return complaint == null ? null : ValueWords.quoted(prefix) + " " + complaint;
  }

  private static @Nullable String lowerWords(String name, int longest) {
    if (name.isEmpty()) {
      return "must not be empty";
    }
    if (!LOWER.matcher(name).matches()) {
      return "may hold lower-case letters, digits and hyphens only";
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      return "must not begin or end with a hyphen";
    }
    return name.length() > longest
        ? "is " + name.length() + " characters long; at most " + longest + " fit"
        : null;
  }

  /** A host name of RFC 1123 with at least two labels. */
  static @Nullable String domain(String domain) {
    String complaint = domainComplaint(domain.toLowerCase(Locale.ROOT));
    return complaint == null ? null : ValueWords.quoted(domain) + " is not a domain: " + complaint;
  }

  private static @Nullable String domainComplaint(String domain) {
    if (domain.contains("://") || domain.contains("/")) {
      return "give the host name alone, without scheme or path";
    }
    if (domain.contains(":")) {
      return "give the host name alone, without a port";
    }
    if (domain.length() > LONGEST_DOMAIN) {
      return "it is longer than " + LONGEST_DOMAIN + " characters";
    }
    String[] labels = domain.split("\\.", -1);
    for (String label : labels) {
      if (label.isEmpty()) {
        return "there is nothing before, after or between its dots";
      }
      if (label.length() > LONGEST_LABEL) {
        return "the part " + ValueWords.quoted(label) + " is longer than " + LONGEST_LABEL;
      }
      if (!LABEL.matcher(label).matches()) {
        return "its parts hold letters, digits and inner hyphens only";
      }
    }
    if (labels.length < 2) {
      return "it needs at least two parts, like beta9.example.com";
    }
    return DIGITS.matcher(labels[labels.length - 1]).matches()
        ? "its last part must not be a number"
        : null;
  }
}
