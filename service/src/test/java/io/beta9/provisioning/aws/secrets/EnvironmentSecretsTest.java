package io.beta9.provisioning.aws.secrets;

import static io.beta9.provisioning.testing.SimulatedAccount.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.aws.secrets.EnvironmentSecrets.AdminToken;
import io.beta9.provisioning.aws.secrets.EnvironmentSecrets.StorageKey;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;

class EnvironmentSecretsTest {
  private static final String USER = "beta9-4f1a2b3c4d5e-storage";

  private final SimulatedAccount cloud = SimulatedAccount.open();

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void secretsAreMadeOnceAndBearTheTags() {
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
            cloud
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
  void aSecretThatWaitsForItsDeletionIsTakenBack() {
    String password = secrets().database().password();
    cloud.session().secrets().deleteSecret(r -> r.secretId("beta9/" + ID + "/database"));

    assertThat(secrets().database().password()).isEqualTo(password);
  }

  @Test
  void theStorageKeyIsMadeOnce() {
    cloud.session().iam().createUser(r -> r.userName(USER));
    StorageKey key = secrets().ensureStorageKey(USER);

    assertThat(secrets().ensureStorageKey(USER)).isEqualTo(key);
    assertThat(keys()).containsExactly(key.accessKeyId());
  }

  @Test
  void keysWhoseSecretNobodyKnowsAreRemoved() {
    cloud.session().iam().createUser(r -> r.userName(USER));
    cloud.session().iam().createAccessKey(r -> r.userName(USER));
    cloud.session().iam().createAccessKey(r -> r.userName(USER));

    StorageKey key = secrets().ensureStorageKey(USER);

    assertThat(keys()).containsExactly(key.accessKeyId());
  }

  @Test
  void aStoredKeyThatIsGoneIsMadeAnew() {
    cloud.session().iam().createUser(r -> r.userName(USER));
    StorageKey lost = secrets().ensureStorageKey(USER);
    secrets().removeStorageKeys(USER);

    StorageKey fresh = secrets().ensureStorageKey(USER);

    assertThat(fresh).isNotEqualTo(lost);
    assertThat(secrets().storageKey()).contains(fresh);
    assertThat(keys()).containsExactly(fresh.accessKeyId());
  }

  @Test
  void theAdminTokenIsKept() {
    assertThat(secrets().adminToken()).isEmpty();
    AdminToken token = new AdminToken("workspace", "a-token-of-beta9");
    secrets().putAdminToken(token);

    assertThat(secrets().adminToken()).contains(token);
  }

  @Test
  void aClaimThatWasBegunIsKnownUntilItsTokenIsKept() {
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
  void whatMustNotBeShownIsKnownAndNamesAreNotAmongIt() {
    EnvironmentSecrets secrets = secrets();
    secrets.ensureBeforeTerraform();

    assertThat(secrets.knownValues())
        .containsExactlyInAnyOrder(
            secrets.database().password(),
            secrets.redis().authToken(),
            secrets.encryptionKey().key());
  }

  @Test
  void allOfThemGoForGoodAndGoingTwiceIsFine() {
    secrets().ensureBeforeTerraform();
    secrets().deleteAll();
    secrets().deleteAll();

    assertThat(secrets().knownValues()).isEmpty();
    assertThat(cloud.session().secrets().listSecrets().secretList()).isEmpty();
    secrets().removeStorageKeys("nobody");
  }

  private EnvironmentSecrets secrets() {
    return new EnvironmentSecrets(
        cloud.session(), ID, Map.of("beta9:environment-id", ID.value()), new SecureRandom());
  }

  private Iterable<String> keys() {
    return cloud.session().iam().listAccessKeys(r -> r.userName(USER)).accessKeyMetadata().stream()
        .map(AccessKeyMetadata::accessKeyId)
        .toList();
  }

  @Test
  void whoHasLostTheRightToWriteMeanwhileOverwritesNothing() {
    secrets().putAdminToken(new EnvironmentSecrets.AdminToken("ws", "the successor's"));
    EnvironmentSecrets asleep =
        new EnvironmentSecrets(
            cloud.session(),
            ID,
            Map.of(),
            new SecureRandom(),
            () -> {
              throw new IllegalStateException("the claim is another's");
            });

    assertThatThrownBy(
            () -> asleep.putAdminToken(new EnvironmentSecrets.AdminToken("ws", "the sleeper's")))
        .hasMessage("the claim is another's");
    assertThatThrownBy(asleep::database).hasMessage("the claim is another's");

    assertThat(secrets().adminToken().orElseThrow().token()).isEqualTo("the successor's");
    assertThat(cloud.session().secrets().listSecrets().secretList())
        .noneMatch(secret -> secret.name().endsWith("/database"));
  }
}
