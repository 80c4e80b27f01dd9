package io.beta9.provisioning.aws.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The TXT record by which this service recognises a record that it has created. Its values name the
 * environments that the record was created for, and its target.
 */
enum RecordMark {
  /** Marks the record that points to the load balancer. */
  ADDRESS("_beta9-domain", false),

  /**
   * Marks the record by which ACM validates the domain. ACM demands the same one for all
   * certificates of an account for the domain, so several environments may need it.
   */
  VALIDATION("_beta9-certificate", true);

  private static final String OWNER = "beta9-provisioning ";
  private static final String TARGET = "beta9-target ";

  private final String label;
  private final boolean shared;

  RecordMark(String label, boolean shared) {
    this.label = label;
    this.shared = shared;
  }

  /** Returns the name of the TXT record, with a final dot. */
  String name(String domain) {
    return label + "." + ZoneRecords.absolute(domain);
  }

  /** Returns whether the values name the environment. */
  boolean names(String environmentId, List<String> values) {
    return values.contains(quoted(OWNER + environmentId));
  }

  /** Returns whether a further environment is added to the existing values. */
  boolean isShared(List<String> values) {
    return shared && values.stream().anyMatch(RecordMark::isOwner);
  }

  /** Returns the values that name the environment and the target of its record. */
  List<String> with(String environmentId, String target, List<String> values) {
    List<String> result =
        new ArrayList<>(shared ? values.stream().filter(RecordMark::isOwner).toList() : List.of());
    if (!names(environmentId, result)) {
      result.add(quoted(OWNER + environmentId));
    }
    result.add(quoted(TARGET + target));
    return result;
  }

  /** Returns the values without the environment; empty if they name no other one. */
  List<String> without(String environmentId, List<String> values) {
    List<String> rest =
        values.stream().filter(value -> !value.equals(quoted(OWNER + environmentId))).toList();
    return rest.stream().anyMatch(RecordMark::isOwner) ? rest : List.of();
  }

  /** Returns the target; empty for marks of earlier versions, which do not contain it. */
  Optional<String> target(List<String> values) {
    String prefix = "\"" + TARGET;
    return values.stream()
        .filter(value -> value.startsWith(prefix))
        .map(value -> value.substring(prefix.length(), value.length() - 1))
        .findFirst();
  }

  private static boolean isOwner(String value) {
    return value.startsWith("\"" + OWNER);
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
