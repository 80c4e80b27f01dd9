package io.beta9.provisioning.resources.inventory;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.OptionalResource;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lists the environment's secrets, which the service creates and Terraform does not manage. */
public final class SecretInventory implements ResourceInventory {
  private final AwsSession session;

  public SecretInventory(AwsSession session) {
    this.session = session;
  }

  @Override
  public List<Leftover> list(ResourceScope scope) {
    List<Leftover> found = new ArrayList<>();
    for (String secret : EnvironmentSecrets.names(scope.id())) {
      OptionalResource.emptyIfNotFound(
              Set.of("ResourceNotFoundException"),
              () -> session.secrets().describeSecret(r -> r.secretId(secret)))
          .filter(description -> description.deletedDate() == null)
          .map(
              description ->
                  new Leftover("secretsmanager:secret", secret, description.arn(), true, ""))
          .ifPresent(found::add);
    }
    return found;
  }
}
