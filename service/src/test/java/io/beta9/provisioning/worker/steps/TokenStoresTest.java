package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.aws.secrets.SecretsManagerSecrets;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore.StoredToken;
import io.beta9.provisioning.bootstrap.gateway.UserTokenStore.UserToken;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tokens of Beta9 in the customer's Secrets Manager. */
class TokenStoresTest {
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final EnvironmentSecrets secrets =
      new SecretsManagerSecrets(
          cloud.session(), SimulatedAccount.ID, SimulatedAccount.model().tags(), new Random(1));
  private final SecretToken administrator = new SecretToken(secrets);
  private final SecretUserToken user = new SecretUserToken(secrets.userToken(), () -> {});

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void the_token_of_the_administrator_replaces_the_record_of_its_claim() {
    assertThat(administrator.load()).isEmpty();
    assertThat(administrator.pendingClaimAttempt()).isEmpty();

    String attempt = administrator.recordClaimAttempt();
    assertThat(attempt).isNotBlank();
    assertThat(administrator.pendingClaimAttempt()).contains(attempt);

    administrator.save(new StoredToken("workspace-1", "token-of-admin"));
    assertThat(administrator.load()).contains(new StoredToken("workspace-1", "token-of-admin"));
  }

  @Test
  void the_token_of_users_replaces_the_record_of_its_creation() {
    assertThat(user.load()).isEmpty();
    assertThat(user.pendingCreation()).isEmpty();

    user.recordCreation(Set.of("token-0"));
    assertThat(user.pendingCreation()).contains(Set.of("token-0"));

    user.save(new UserToken("token-1", "workspace-1", "token-of-users"));
    assertThat(user.load()).contains(new UserToken("token-1", "workspace-1", "token-of-users"));
  }

  @Test
  void no_token_of_users_is_created_after_the_claim_was_lost() {
    SecretUserToken lost =
        new SecretUserToken(
            secrets.userToken(),
            () -> {
              throw new IllegalStateException("the claim was lost");
            });

    assertThatThrownBy(() -> lost.recordCreation(Set.of()))
        .isInstanceOf(IllegalStateException.class);
  }
}
