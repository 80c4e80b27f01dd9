package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.resources.inventory.KeyInventory;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyListEntry;

/**
 * Finds the KMS key and its alias. A key has no name: it is found by the alias or the journal, and
 * otherwise by its tag among all keys.
 */
public final class KeyFinder {
  private final AwsSession session;

  public KeyFinder(AwsSession session) {
    this.session = session;
  }

  public LookupResult key(PlannedResource resource, LookupHints hints) {
    Optional<String> candidate =
        aliases(hints)
            .map(AliasListEntry::targetKeyId)
            .findFirst()
            .or(() -> hints.journalId(resource));
    List<String> found =
        candidate.filter(id -> isOurs(id, hints)).map(List::of).orElseGet(() -> all(hints));
    return LookupResult.ofAtMostOne(found);
  }

  public LookupResult alias(PlannedResource resource, LookupHints hints) {
    String name = resource.value("name").orElseThrow();
    return aliases(hints)
        .filter(alias -> alias.aliasName().equals(name))
        .findFirst()
        .map(
            alias ->
                hints
                        .referencedId(resource, "target_key_id")
                        .filter(key -> key.equals(alias.targetKeyId()))
                        .isPresent()
                    ? LookupResult.Found.of(name)
                    : new LookupResult.Foreign(
                        name, new LookupResult.Ownership.RefersTo(alias.targetKeyId())))
        .orElseGet(LookupResult.Absent::new);
  }

  /** Returns the aliases with this environment's name. */
  private Stream<AliasListEntry> aliases(LookupHints hints) {
    String name = "alias/" + hints.environment().resourcePrefix();
    return session.kms().listAliasesPaginator().aliases().stream()
        .filter(alias -> alias.aliasName().equals(name));
  }

  private List<String> all(LookupHints hints) {
    return session.kms().listKeysPaginator().keys().stream()
        .map(KeyListEntry::keyId)
        .filter(id -> isOurs(id, hints))
        .toList();
  }

  private boolean isOurs(String id, LookupHints hints) {
    // The tags first: the policy of another owner's key may not allow its description either.
    return hints.isOwned(tags(id)) && KeyInventory.activeKey(session, id).isPresent();
  }

  /** A key whose policy does not allow reading its tags is not this environment's. */
  private Map<String, String> tags(String id) {
    Map<String, String> tags = new LinkedHashMap<>();
    OptionalResource.emptyIfNotFound(
            Set.of("NotFoundException", "AccessDeniedException"),
            () ->
                session.kms().listResourceTagsPaginator(r -> r.keyId(id)).tags().stream().toList())
        .ifPresent(list -> list.forEach(tag -> tags.put(tag.tagKey(), tag.tagValue())));
    return tags;
  }
}
