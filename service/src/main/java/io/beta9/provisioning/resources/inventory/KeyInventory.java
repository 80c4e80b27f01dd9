package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyState;

/**
 * Lists the KMS key and its alias. A key that is scheduled for deletion is not listed: AWS deletes
 * no key immediately.
 */
public final class KeyInventory {
  private final AwsSession session;

  public KeyInventory(AwsSession session) {
    this.session = session;
  }

  public List<Leftover> aliases(ResourceScope scope) {
    return entries(scope)
        .map(entry -> new Leftover("kms:alias", entry.aliasName(), entry.aliasArn(), false, ""))
        .toList();
  }

  /** Lists the key that the alias refers to. */
  public List<Leftover> keys(ResourceScope scope) {
    return entries(scope)
        .flatMap(entry -> Optional.ofNullable(entry.targetKeyId()).stream())
        .flatMap(keyId -> activeKey(session, keyId).stream())
        .toList();
  }

  private Stream<AliasListEntry> entries(ResourceScope scope) {
    String alias = "alias/" + scope.prefix();
    return session.kms().listAliasesPaginator().aliases().stream()
        .filter(entry -> entry.aliasName().equals(alias));
  }

  /** Returns the key; empty if it does not exist or is scheduled for deletion. */
  public static Optional<Leftover> activeKey(AwsSession session, String keyId) {
    return OptionalResource.emptyIfNotFound(
            Set.of("NotFoundException"),
            () -> session.kms().describeKey(r -> r.keyId(keyId)).keyMetadata())
        .filter(
            key ->
                key.keyState() != KeyState.PENDING_DELETION
                    && key.keyState() != KeyState.PENDING_REPLICA_DELETION)
        .map(key -> new Leftover("kms:key", key.keyId(), key.arn(), false, key.keyStateAsString()));
  }
}
