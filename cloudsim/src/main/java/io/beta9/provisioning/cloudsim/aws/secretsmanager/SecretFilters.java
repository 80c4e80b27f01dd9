package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import io.beta9.provisioning.cloudsim.aws.secretsmanager.SecretsState.SecretEntry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;

/** The filters of ListSecrets: values match by prefix; a leading {@code !} negates a value. */
final class SecretFilters {
  private SecretFilters() {}

  static boolean matches(Filter filter, SecretEntry entry, Map<String, String> tags) {
    return filter.values().stream()
        .anyMatch(
            value ->
                value.startsWith("!")
                    ? !matches(filter.key(), value.substring(1), entry, tags)
                    : matches(filter.key(), value, entry, tags));
  }

  private static boolean matches(
      FilterNameStringType key, String value, SecretEntry entry, Map<String, String> tags) {
    return switch (key) {
      case NAME -> entry.name.startsWith(value);
      case DESCRIPTION -> entry.description != null && hasWordWithPrefix(entry.description, value);
      case TAG_KEY -> tags.keySet().stream().anyMatch(tag -> tag.startsWith(value));
      case TAG_VALUE -> tags.values().stream().anyMatch(tag -> tag.startsWith(value));
      case ALL ->
          hasWordWithPrefix(entry.name, value)
              || (entry.description != null && hasWordWithPrefix(entry.description, value))
              || tags.entrySet().stream()
                  .anyMatch(
                      tag ->
                          hasWordWithPrefix(tag.getKey(), value)
                              || hasWordWithPrefix(tag.getValue(), value));
      case PRIMARY_REGION, OWNING_SERVICE -> false;
      case UNKNOWN_TO_SDK_VERSION ->
          throw SecretsErrors.invalidParameter("The filter's key is not valid.");
    };
  }

  private static boolean hasWordWithPrefix(String text, String prefix) {
    String requested = prefix.toLowerCase(Locale.ROOT);
    return List.of(text.toLowerCase(Locale.ROOT).split("[\\s/_+=.@!-]+", -1)).stream()
            .anyMatch(word -> word.startsWith(requested))
        || text.toLowerCase(Locale.ROOT).startsWith(requested);
  }
}
