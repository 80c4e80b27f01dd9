package io.beta9.provisioning.aws.secrets;

import static io.beta9.provisioning.testing.SimulatedAccount.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets.AdminToken;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets.StorageKey;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;

class SecretsManagerSecretsTest {
  private static final String USER = "beta9-4f1a2b3c4d5e-storage";

  private final SimulatedAccount account = SimulatedAccount.open();

  @AfterEach
  void close() {
    account.close();
  }

  @Test
  void creates_each_secret_once_with_the_tags() {
    EnvironmentSecrets first = secrets();
    first.ensureBeforeTerraform();

    assertThat(first.database().username()).isEqualTo("beta9");
    assertThat(first.database().password()).matches("[A-Za-z0-9]{32}");
    assertThat(first.redis().authToken()).matches("[A-Za-z0-9]{32}");
    String key = first.encryptionKey().key();
    assertThat(key).startsWith("sk_");
    assertThat(Base64.getDecoder().decode(key.substring(3))).hasSize(32);
    assertThat(secrets().database()).isEqualTo(first.database());
    assertThat(secrets().encryptionKey()).isEqualTo(first.encryptionKey());
    assertThat(
            account
                .session()
                .secrets()
                .describeSecret(r -> r.secretId("beta9/" + ID + "/redis"))
                .tags())
        .anySatisfy(
            tag -> {
              assertThat(tag.key()).isEqualTo("beta9:environment-id");
              assertThat(tag.value()).isEqualTo(ID.value());
            });
  }

  @Test
  void restores_a_secret_that_is_scheduled_for_deletion() {
    String password = secrets().database().password();
    account.session().secrets().deleteSecret(r -> r.secretId("beta9/" + ID + "/database"));

    assertThat(secrets().database().password()).isEqualTo(password);
  }

  @Test
  void creates_the_storage_key_once() throws Exception {
    account.session().iam().createUser(r -> r.userName(USER));
    StorageKey key = secrets().ensureStorageKey(USER, time -> {});

    assertThat(secrets().ensureStorageKey(USER, time -> {})).isEqualTo(key);
    assertThat(keys()).containsExactly(key.accessKeyId());
  }

  @Test
  void deletes_access_keys_whose_secret_is_not_stored() throws Exception {
    account.session().iam().createUser(r -> r.userName(USER));
    account.session().iam().createAccessKey(r -> r.userName(USER));
    account.session().iam().createAccessKey(r -> r.userName(USER));

    StorageKey key = secrets().ensureStorageKey(USER, time -> {});

    assertThat(keys()).containsExactly(key.accessKeyId());
  }

  @Test
  void keeps_the_key_in_use_when_a_read_returns_an_earlier_state() throws Exception {
    account.session().iam().createUser(r -> r.userName(USER));
    FaultRule[] lag = FaultRule.Lag.ofAws(Duration.ofHours(1), 1);
    account.sim().faultRules().add(lag);
    StorageKey key = secrets().ensureStorageKey(USER, time -> {});

    for (int i = 0; i < 10; i++) {
      int[] pauses = {0};
      assertThat(
              secrets()
                  .ensureStorageKey(
                      USER,
                      time -> {
                        if (++pauses[0] == 2) {
                          account.sim().faultRules().remove(lag);
                        }
                      }))
          .isEqualTo(key);
      account.sim().faultRules().add(lag);
    }
    account.sim().faultRules().clear();
    assertThat(keys()).containsExactly(key.accessKeyId());
  }

  @Test
  void replaces_a_stored_key_that_was_deleted() throws Exception {
    account.session().iam().createUser(r -> r.userName(USER));
    StorageKey deleted = secrets().ensureStorageKey(USER, time -> {});
    secrets().removeStorageKeys(USER);

    StorageKey replacement = secrets().ensureStorageKey(USER, time -> {});

    assertThat(replacement).isNotEqualTo(deleted);
    assertThat(secrets().storageKey()).contains(replacement);
    assertThat(keys()).containsExactly(replacement.accessKeyId());
  }

  @Test
  void stores_the_admin_token() {
    assertThat(secrets().adminToken()).isEmpty();
    AdminToken token = new AdminToken("workspace", "a-token-of-beta9");
    secrets().putAdminToken(token);

    assertThat(secrets().adminToken()).contains(token);
  }

  @Test
  void keeps_the_marker_of_a_claim_until_its_token_is_stored() {
    assertThat(secrets().claimBegun()).isEmpty();
    String first = secrets().beginClaim();
    assertThat(secrets().claimBegun()).contains(first);
    assertThat(secrets().adminToken()).isEmpty();
    String second = secrets().beginClaim();
    assertThat(second).isNotEqualTo(first);

    secrets().putAdminToken(new AdminToken("workspace", "a-token-of-beta9"));
    assertThat(secrets().claimBegun()).isEmpty();
  }

  @Test
  void returns_the_values_to_redact_without_names() {
    EnvironmentSecrets secrets = secrets();
    secrets.ensureBeforeTerraform();

    assertThat(secrets.knownValues())
        .containsExactlyInAnyOrder(
            secrets.database().password(),
            secrets.redis().authToken(),
            secrets.encryptionKey().key());
  }

  @Test
  void deletes_all_secrets_idempotently() {
    secrets().ensureBeforeTerraform();
    secrets().deleteAll();
    secrets().deleteAll();

    assertThat(secrets().knownValues()).isEmpty();
    assertThat(account.owner().secrets().listSecrets().secretList()).isEmpty();
    secrets().removeStorageKeys("beta9-000000000000-storage");
  }

  @Test
  void encrypts_all_secrets_with_the_environments_key_and_releases_them_before_it_is_destroyed() {
    String key = account.createEnvironmentKey();
    secrets().ensureBeforeTerraform();
    String password = secrets().database().password();
    secrets().encryptWithEnvironmentKey();
    secrets().encryptWithEnvironmentKey();
    secrets().putAdminToken(new AdminToken("workspace", "a-token-of-beta9"));
    assertThat(keysOfSecrets()).containsOnlyOnce("null");
    secrets().encryptTokensLikeOthers();

    assertThat(keysOfSecrets())
        .hasSize(4)
        .allSatisfy(name -> assertThat(name).endsWith("alias/" + ID.resourcePrefix()));
    assertThat(secrets().database().password()).isEqualTo(password);

    secrets().encryptWithManagedKey();
    account.owner().kms().scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7));
    assertThat(secrets().database().password()).isEqualTo(password);
    assertThat(secrets().adminToken()).isPresent();
  }

  /** As in an environment that an earlier version created, whose role may not use the key. */
  @Test
  void leaves_secrets_without_a_key_of_their_own_as_they_are() {
    secrets().ensureBeforeTerraform();
    secrets().putAdminToken(new AdminToken("workspace", "a-token-of-beta9"));
    account.sim().requests().clear();

    secrets().encryptTokensLikeOthers();
    secrets().encryptWithManagedKey();

    assertThat(account.sim().requests().all())
        .noneMatch(request -> request.operation().equals("UpdateSecret"));
  }

  private List<String> keysOfSecrets() {
    return account.owner().secrets().listSecrets().secretList().stream()
        .map(secret -> String.valueOf(secret.kmsKeyId()))
        .toList();
  }

  private EnvironmentSecrets secrets() {
    return new SecretsManagerSecrets(
        account.session(), ID, Map.of("beta9:environment-id", ID.value()), new SecureRandom());
  }

  private Iterable<String> keys() {
    return account
        .session()
        .iam()
        .listAccessKeys(r -> r.userName(USER))
        .accessKeyMetadata()
        .stream()
        .map(AccessKeyMetadata::accessKeyId)
        .toList();
  }

  @Test
  void writes_nothing_if_the_caller_has_lost_its_claim() {
    secrets().putAdminToken(new EnvironmentSecrets.AdminToken("ws", "of the successor"));
    EnvironmentSecrets suspended =
        new SecretsManagerSecrets(
            account.session(),
            ID,
            Map.of(),
            new SecureRandom(),
            () -> {
              throw new IllegalStateException("claim lost");
            });

    assertThatThrownBy(
            () ->
                suspended.putAdminToken(
                    new EnvironmentSecrets.AdminToken("ws", "of the suspended worker")))
        .hasMessage("claim lost");
    assertThatThrownBy(suspended::database).hasMessage("claim lost");

    assertThat(secrets().adminToken().orElseThrow().token()).isEqualTo("of the successor");
    assertThat(account.owner().secrets().listSecrets().secretList())
        .noneMatch(secret -> secret.name().endsWith("/database"));
  }
}
