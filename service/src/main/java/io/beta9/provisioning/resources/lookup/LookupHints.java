package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.onboarding.ResourceNaming;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.run.JournalIds;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known about an environment's resources before they are looked up. */
public final class LookupHints {
  static final String TAG = ResourceNaming.ENVIRONMENT_ID_TAG;

  private final EnvironmentId environment;
  private final JournalIds journalId;
  private final Map<String, String> known;

  /**
   * @param known the ids in the state, by address
   */
  public LookupHints(EnvironmentId environment, JournalIds journal, Map<String, String> known) {
    this.environment = environment;
    this.journalId = journal;
    this.known = new LinkedHashMap<>(known);
  }

  /** Adds the id of a resource that was found, for those that refer to it. */
  public void addKnownId(String address, String id) {
    known.put(address, id);
  }

  EnvironmentId environment() {
    return environment;
  }

  /** Returns the id that the journal has for the resource. */
  Optional<String> journalId(PlannedResource resource) {
    return journalId.of(resource.address());
  }

  /** Returns the id of the resource that an attribute refers to; empty if it is unknown. */
  public Optional<String> referencedId(PlannedResource resource, String attribute) {
    return Optional.ofNullable(resource.parents().get(attribute)).map(known::get);
  }

  /** Returns the ids of all other resources, which cannot be the one that is looked up. */
  Set<String> idsOfOthers(PlannedResource resource) {
    return known.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(resource.address()))
        .map(Map.Entry::getValue)
        .collect(Collectors.toSet());
  }

  /** Returns whether a resource with these tags belongs to this environment. */
  boolean isOwned(Map<String, String> tags) {
    return environment.value().equals(tags.get(TAG));
  }

  /**
   * Returns the result for a resource that exists under the expected name: found if its tags say
   * that it belongs to this environment, otherwise foreign.
   */
  LookupResult foundIfOwned(String importId, String id, Map<String, String> tags) {
    if (isOwned(tags)) {
      return new LookupResult.Found(importId, id);
    }
    String owner = tags.get(TAG);
    return new LookupResult.Foreign(
        id,
        owner == null
            ? new LookupResult.Ownership.Untagged()
            : new LookupResult.Ownership.TaggedFor(owner));
  }
}
