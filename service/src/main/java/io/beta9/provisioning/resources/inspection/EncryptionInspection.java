package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.format.ShellCommand;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.kms.model.AliasListEntry;

/** Inspects KMS keys and their aliases. */
public final class EncryptionInspection {
  private final AwsSession session;

  public EncryptionInspection(AwsSession session) {
    this.session = session;
  }

  /** The key is found by the id in the journal, or else by its alias. */
  public Optional<ResourceReport> key(InspectedResource resource) {
    return resource
        .knownId()
        .or(() -> find(aliasName(resource)).map(AliasListEntry::targetKeyId))
        .flatMap(
            id ->
                OptionalResource.emptyIfNotFound(
                    Set.of("NotFoundException"),
                    () -> session.kms().describeKey(r -> r.keyId(id)).keyMetadata()))
        .map(
            key ->
                ResourceReport.of(key.keyId(), key.keyStateAsString(), describeKey(key.keyId())));
  }

  /** An alias has no status of its own: the command shows the key that it refers to. */
  public Optional<ResourceReport> alias(InspectedResource resource) {
    String name = aliasName(resource);
    return find(name).map(found -> ResourceReport.of(name, "", describeKey(name)));
  }

  private Optional<AliasListEntry> find(String name) {
    return session.kms().listAliasesPaginator().aliases().stream()
        .filter(alias -> alias.aliasName().equals(name))
        .findFirst();
  }

  private static String aliasName(InspectedResource resource) {
    return "alias/" + resource.scope().prefix();
  }

  private String describeKey(String id) {
    return ShellCommand.of(
        "aws", "kms", "describe-key", "--key-id", id, "--region", session.region().id());
  }
}
