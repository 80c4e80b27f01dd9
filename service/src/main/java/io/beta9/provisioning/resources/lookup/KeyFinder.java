package io.beta9.provisioning.resources.lookup;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.resources.inventory.PlatformInventory;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyListEntry;

/** The key and its alias. A key has no name: without journal and alias all keys are looked at. */
final class KeyFinder {
  private final AwsSession session;

  KeyFinder(AwsSession session) {
    this.session = session;
  }

  LookupResult key(PlannedResource wanted, LookupHints clues) {
    Optional<String> pointedAt =
        aliases(clues).map(AliasListEntry::targetKeyId).findFirst().or(() -> clues.journal(wanted));
    List<String> found =
        pointedAt.filter(id -> isOurs(id, clues)).map(List::of).orElseGet(() -> all(clues));
    return switch (found.size()) {
      case 0 -> new LookupResult.Absent();
      case 1 -> LookupResult.Found.of(found.getFirst());
      default -> new LookupResult.Ambiguous(found);
    };
  }

  LookupResult alias(PlannedResource wanted, LookupHints clues) {
    String name = wanted.value("name").orElseThrow();
    return aliases(clues)
        .filter(alias -> alias.aliasName().equals(name))
        .findFirst()
        .map(
            alias ->
                clues
                        .parent(wanted, "target_key_id")
                        .filter(key -> key.equals(alias.targetKeyId()))
                        .isPresent()
                    ? LookupResult.Found.of(name)
                    : new LookupResult.Foreign(
                        name,
                        "it points to the key " + alias.targetKeyId() + ", which is not ours"))
        .orElseGet(LookupResult.Absent::new);
  }

  /** Those of this environment's name. */
  private Stream<AliasListEntry> aliases(LookupHints clues) {
    String name = "alias/" + clues.environment().resourcePrefix();
    return session.kms().listAliasesPaginator().aliases().stream()
        .filter(alias -> alias.aliasName().equals(name));
  }

  private List<String> all(LookupHints clues) {
    return session.kms().listKeysPaginator().keys().stream()
        .map(KeyListEntry::keyId)
        .filter(id -> isOurs(id, clues))
        .toList();
  }

  private boolean isOurs(String id, LookupHints clues) {
    return PlatformInventory.liveKey(session, id).isPresent() && clues.isOurs(tags(id));
  }

  /** A key whose policy lets nobody of this account look at it is none of ours. */
  private Map<String, String> tags(String id) {
    Map<String, String> tags = new LinkedHashMap<>();
    OptionalResource.unless(
            Set.of("NotFoundException", "AccessDeniedException"),
            () ->
                session.kms().listResourceTagsPaginator(r -> r.keyId(id)).tags().stream().toList())
        .ifPresent(list -> list.forEach(tag -> tags.put(tag.tagKey(), tag.tagValue())));
    return tags;
  }
}
