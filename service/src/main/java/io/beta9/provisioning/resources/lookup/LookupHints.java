package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.run.JournalIds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known already when one looks for an environment's resources. */
public final class LookupHints {
  static final String TAG = "beta9:environment-id";

  private final EnvironmentId environment;
  private final JournalIds journal;
  private final Map<String, String> known;

  /**
   * @param known the ids by address that the state has
   */
  public LookupHints(EnvironmentId environment, JournalIds journal, Map<String, String> known) {
    this.environment = environment;
    this.journal = journal;
    this.known = new LinkedHashMap<>(known);
  }

  /** Takes in what was found, for those who refer to it. */
  public void learn(String address, String id) {
    known.put(address, id);
  }

  EnvironmentId environment() {
    return environment;
  }

  Optional<String> journal(PlannedResource wanted) {
    return journal.of(wanted.address());
  }

  /** The id of the resource that an attribute refers to, if that exists. */
  public Optional<String> parent(PlannedResource wanted, String attribute) {
    return Optional.ofNullable(wanted.parents().get(attribute)).map(known::get);
  }

  /** The ids of all others: none of them is the one that is looked for. */
  Set<String> others(PlannedResource wanted) {
    return known.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(wanted.address()))
        .map(Map.Entry::getValue)
        .collect(Collectors.toSet());
  }

  /** Whether these tags say that a thing is this environment's. */
  boolean isOurs(Map<String, String> tags) {
    return environment.value().equals(tags.get(TAG));
  }

  /** What is there by its name, if its tags say that it is ours. */
  LookupResult owned(String importId, String id, Map<String, String> tags) {
    if (isOurs(tags)) {
      return new LookupResult.Found(importId, id);
    }
    String owner = tags.get(TAG);
    return new LookupResult.Foreign(
        id,
        owner == null
            ? "it lacks the tag " + TAG + "=" + environment
            : "its tag says that it belongs to " + owner);
  }
}
