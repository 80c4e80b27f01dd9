package io.beta9.provisioning.cloudsim.aws.common;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Rejects tags and descriptions with characters or lengths that the service does not accept. The
 * rules of a service are those of its API reference; its error codes are those that AWS returns.
 */
public final class TextRules {
  private static final int MAX_KEY = 128;
  private static final int MAX_VALUE = 256;
  private static final int MAX_TAGS = 50;
  private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
  private static final Pattern ASCII = Pattern.compile("[\\x20-\\x7E]*");

  /** Descriptions of security groups and of their rules. */
  private static final Pattern GROUP_TEXT =
      Pattern.compile("[a-zA-Z0-9. _\\-:/()#,@\\[\\]+=&;{}!$*]*");

  private static final Pattern IAM_TEXT = Pattern.compile("[\\t\\n\\r\\x20-\\x7E\\u00A1-\\u00FF]*");
  private static final Set<String> TAG_FIELDS =
      Set.of("tags", "taglist", "tagset", "tagspecifications", "tagging");

  /** Error codes for a tag that is not accepted. EC2, which accepts any character, is absent. */
  private static final Map<String, String> TAG_ERRORS =
      Map.ofEntries(
          Map.entry("acm", "InvalidTagException"),
          Map.entry("iam", "ValidationError"),
          Map.entry("rds", "InvalidParameterValue"),
          Map.entry("elasticache", "InvalidParameterValue"),
          Map.entry("elasticloadbalancing", "ValidationError"),
          Map.entry("eks", "InvalidParameterException"),
          Map.entry("kms", "TagException"),
          Map.entry("logs", "InvalidParameterException"),
          Map.entry("ecr", "InvalidTagParameterException"),
          Map.entry("secretsmanager", "InvalidParameterException"),
          Map.entry("dynamodb", "ValidationException"),
          Map.entry("s3", "InvalidTag"));

  private TextRules() {}

  /**
   * Throws the service's error if a tag or a description in the request is not accepted.
   *
   * @param service the signing name of the service
   */
  public static void check(String service, SdkPojo request) {
    walk(service, request.getClass().getSimpleName(), request);
  }

  private static void walk(String service, String shape, SdkPojo structure) {
    for (SdkField<?> field : structure.sdkFields()) {
      Object value = field.getValueOrDefault(structure);
      String name = field.memberName();
      if (value instanceof String text && name.endsWith("escription")) {
        checkDescription(service, shape, name, text);
      } else if (TAG_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
        checkTags(service, value);
      } else if (value instanceof SdkPojo nested) {
        walk(service, shape, nested);
      } else if (value instanceof List<?> items) {
        for (Object item : items) {
          if (item instanceof SdkPojo nested) {
            walk(service, shape, nested);
          }
        }
      }
    }
  }

  private record TagEntry(String key, @Nullable String value) {}

  private static void checkTags(String service, @Nullable Object value) {
    String code = TAG_ERRORS.get(service);
    if (code == null || value == null) {
      return;
    }
    List<TagEntry> tags = tags(value);
    if (tags.size() > MAX_TAGS) {
      throw rejected(code, "A resource can have at most " + MAX_TAGS + " tags.");
    }
    for (TagEntry tag : tags) {
      if (tag.key().isEmpty() || tag.key().length() > MAX_KEY) {
        throw rejected(code, "Tag keys must be between 1 and " + MAX_KEY + " characters long.");
      }
      if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw rejected(code, "Tag keys that start with 'aws:' are reserved for system use.");
      }
      if (tag.value() != null && tag.value().length() > MAX_VALUE) {
        throw rejected(code, "Tag values must be at most " + MAX_VALUE + " characters long.");
      }
      if (!TAG.matcher(tag.key() + (tag.value() == null ? "" : tag.value())).matches()) {
        throw rejected(
            code,
            service.equals("iam")
                ? "1 validation error detected: Value '"
                    + tag.value()
                    + "' at 'tags.member.value' failed to satisfy constraint: Member must satisfy"
                    + " regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*"
                : "Tag values may only contain unicode letters, digits, whitespace, or one of"
                    + " these symbols: _ . : / = + - @");
      }
    }
  }

  /** Returns the tags of a map, of a list of pairs, or of the structures that contain one. */
  private static List<TagEntry> tags(Object value) {
    List<TagEntry> found = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, text) -> found.add(new TagEntry("" + key, text == null ? null : "" + text)));
    } else if (value instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof SdkPojo pair) {
          String key = member(pair, "Key", "TagKey");
          if (key != null) {
            found.add(new TagEntry(key, member(pair, "Value", "TagValue")));
          }
        }
      }
    } else if (value instanceof SdkPojo container) {
      for (SdkField<?> field : container.sdkFields()) {
        Object nested = field.getValueOrDefault(container);
        if (nested instanceof List<?>) {
          found.addAll(tags(nested));
        }
      }
    }
    return found;
  }

  private static @Nullable String member(SdkPojo pair, String name, String otherName) {
    for (SdkField<?> field : pair.sdkFields()) {
      if ((field.memberName().equalsIgnoreCase(name)
              || field.memberName().equalsIgnoreCase(otherName))
          && field.getValueOrDefault(pair) instanceof String text) {
        return text;
      }
    }
    return null;
  }

  private static void checkDescription(String service, String shape, String name, String text) {
    switch (service) {
      case "ec2" -> checkEc2Description(shape, text);
      case "iam" ->
          require(
              text.length() <= 1000 && IAM_TEXT.matcher(text).matches(),
              "ValidationError",
              "1 validation error detected: Value at 'description' failed to satisfy constraint:"
                  + " Member must satisfy regular expression pattern:"
                  + " [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*");
      case "kms" -> require(text.length() <= 8192, "ValidationException", tooLong(8192));
      case "secretsmanager" -> require(text.length() <= 2048, "ValidationException", tooLong(2048));
      case "rds", "elasticache" -> {
        require(
            !text.isBlank(),
            "InvalidParameterValue",
            "The parameter " + name + " must be provided and must not be blank.");
        require(
            text.length() <= 255 && ASCII.matcher(text).matches(),
            "InvalidParameterValue",
            "The parameter " + name + " must consist of at most 255 printable ASCII characters.");
      }
      default -> {}
    }
  }

  private static void checkEc2Description(String shape, String text) {
    if (!shape.contains("SecurityGroup")) {
      require(
          text.length() <= 255,
          "InvalidParameterValue",
          "Descriptions must be at most 255 characters long.");
      return;
    }
    boolean group = shape.startsWith("CreateSecurityGroup");
    require(
        !group || text.chars().allMatch(c -> c < 128),
        "InvalidParameterValue",
        "Value ("
            + text
            + ") for parameter GroupDescription is invalid. Character sets beyond ASCII are not"
            + " supported.");
    require(
        text.length() <= 255 && GROUP_TEXT.matcher(text).matches(),
        "InvalidParameterValue",
        (group ? "Invalid security group description." : "Invalid rule description.")
            + " Valid descriptions are strings less than 256 characters from the following set: "
            + " a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
  }

  private static String tooLong(int limit) {
    return "1 validation error detected: Value at 'description' failed to satisfy constraint:"
        + " Member must have length less than or equal to "
        + limit;
  }

  private static void require(boolean accepted, String code, String message) {
    if (!accepted) {
      throw rejected(code, message);
    }
  }

  private static AwsErrorException rejected(String code, String message) {
    return new AwsErrorException(400, code, message);
  }
}
