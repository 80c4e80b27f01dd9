package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.text.ValueFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates names that become names of AWS resources or DNS names. */
final class NameRules {
  private static final int MAX_NAME_LENGTH = 40;
  private static final int MAX_BUCKET_LENGTH = 63;
  private static final int BUCKET_SUFFIX_LENGTH = "-0123456789ab".length();
  private static final int MAX_DOMAIN_LENGTH = 253;
  private static final int MAX_LABEL_LENGTH = 63;
  private static final Pattern NAME_CHARACTERS = Pattern.compile("[a-z0-9-]*");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private NameRules() {}

  /** Validates the name of an environment. */
  static @Nullable String environment(String name) {
    String problem = nameProblem(name, MAX_NAME_LENGTH);
    if (problem == null && !Character.isLetter(name.charAt(0))) {
      problem = "must begin with a letter";
    }
    if (problem == null && name.contains("--")) {
      problem = "must not contain two consecutive hyphens";
    }
    return problem == null ? null : ValueFormat.quoted(name) + " " + problem;
  }

  /** Validates the prefix of a bucket name; a hyphen and twelve characters are appended. */
  static @Nullable String bucketPrefix(String prefix) {
    String problem = nameProblem(prefix, MAX_BUCKET_LENGTH - BUCKET_SUFFIX_LENGTH);
    if (problem == null) {
      for (String reserved : new String[] {"xn--", "sthree-", "amzn-s3-demo-"}) {
        if ((prefix + "-").startsWith(reserved)) {
          problem = "must not begin with '" + reserved + "', which is reserved by S3";
        }
      }
    }
    return problem == null ? null : ValueFormat.quoted(prefix) + " " + problem;
  }

  /** Validates the name of an existing bucket. */
  static @Nullable String bucket(String name) {
    return BUCKET.matcher(name).matches() && !name.contains("..")
        ? null
        : ValueFormat.quoted(name) + " is not the name of a bucket";
  }

  private static @Nullable String nameProblem(String name, int maxLength) {
    if (name.isEmpty()) {
      return "must not be empty";
    }
    if (!NAME_CHARACTERS.matcher(name).matches()) {
      return "must contain only lower-case letters, digits and hyphens";
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      return "must not begin or end with a hyphen";
    }
    return name.length() > maxLength
        ? "is " + name.length() + " characters long; the maximum is " + maxLength
        : null;
  }

  /** Validates a host name (RFC 1123) with at least two labels. */
  static @Nullable String domain(String domain) {
    String problem = domainProblem(domain.toLowerCase(Locale.ROOT));
    return problem == null ? null : ValueFormat.quoted(domain) + " is not a domain: " + problem;
  }

  private static @Nullable String domainProblem(String domain) {
    if (domain.contains("://") || domain.contains("/")) {
      return "expected a host name without scheme and path";
    }
    if (domain.contains(":")) {
      return "expected a host name without port";
    }
    if (domain.length() > MAX_DOMAIN_LENGTH) {
      return "it is longer than " + MAX_DOMAIN_LENGTH + " characters";
    }
    String[] labels = domain.split("\\.", -1);
    for (String label : labels) {
      if (label.isEmpty()) {
        return "it has an empty part before, after or between its dots";
      }
      if (label.length() > MAX_LABEL_LENGTH) {
        return "the part "
            + ValueFormat.quoted(label)
            + " is longer than "
            + MAX_LABEL_LENGTH
            + " characters";
      }
      if (!LABEL.matcher(label).matches()) {
        return "its parts must contain only letters, digits and inner hyphens";
      }
    }
    if (labels.length < 2) {
      return "it must have at least two parts, like beta9.example.com";
    }
    return DIGITS.matcher(labels[labels.length - 1]).matches()
        ? "its last part must not be a number"
        : null;
  }
}
