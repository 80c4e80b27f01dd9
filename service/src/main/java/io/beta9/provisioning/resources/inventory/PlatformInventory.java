package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyState;

/** The cluster, its log groups, the registry, the key. */
public final class PlatformInventory implements EnvironmentInventory.ResourceInventory {
  private final AwsSession session;

  PlatformInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> at(ResourceScope footprint) {
    String name = footprint.prefix();
    List<Leftover> found = new ArrayList<>();
    OptionalResource.unless(
            Set.of("ResourceNotFoundException"),
            () -> session.eks().describeCluster(r -> r.name(name)).cluster())
        .ifPresent(
            cluster ->
                found.add(
                    new Leftover(
                        "eks:cluster", name, cluster.arn(), false, cluster.statusAsString())));
    OptionalResource.unless(
            Set.of("RepositoryNotFoundException"),
            () -> session.ecr().describeRepositories(r -> r.repositoryNames(name)))
        .stream()
        .flatMap(answer -> answer.repositories().stream())
        .forEach(
            repository ->
                found.add(
                    new Leftover("ecr:repository", name, repository.repositoryArn(), false, "")));
    logGroups("/aws/eks/" + name + "/", found);
    logGroups("/aws/rds/instance/" + name + "/", found);
    logGroups("/aws/containerinsights/" + name + "/", found);
    key(name, found);
    return found;
  }

  private void logGroups(String prefix, List<Leftover> found) {
    session
        .logs()
        .describeLogGroupsPaginator(r -> r.logGroupNamePrefix(prefix))
        .logGroups()
        .forEach(
            group ->
                found.add(
                    new Leftover(
                        "logs:log-group",
                        group.logGroupName(),
                        String.valueOf(group.arn()),
                        true,
                        "")));
  }

  private void key(String name, List<Leftover> found) {
    String alias = "alias/" + name;
    for (AliasListEntry entry : session.kms().listAliasesPaginator().aliases()) {
      if (entry.aliasName().equals(alias)) {
        found.add(new Leftover("kms:alias", alias, entry.aliasArn(), false, ""));
        String keyId = entry.targetKeyId();
        if (keyId != null) {
          liveKey(session, keyId).ifPresent(found::add);
        }
      }
    }
  }

  /** The key, unless it waits for its deletion. */
  public static Optional<Leftover> liveKey(AwsSession session, String keyId) {
    return OptionalResource.unless(
            Set.of("NotFoundException"),
            () -> session.kms().describeKey(r -> r.keyId(keyId)).keyMetadata())
        .filter(
            key ->
                key.keyState() != KeyState.PENDING_DELETION
                    && key.keyState() != KeyState.PENDING_REPLICA_DELETION)
        .map(key -> new Leftover("kms:key", key.keyId(), key.arn(), false, key.keyStateAsString()));
  }
}
