package io.beta9.provisioning.cloudsim.aws.secretsmanager;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.InProcessCloud;
import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;

class SecretsManagerTest {
  private static final String TOKEN = "0f9d8c7b-6a5e-4d3c-2b1a-000000000001";

  private final InProcessCloud cloud = new InProcessCloud();
  private final SecretsManagerClient secrets =
      cloud
          .register(new SecretsManagerService(cloud))
          .client(SecretsManagerClient.class, "us-east-1");

  @Test
  void reserves_the_name_until_the_recovery_window_ends() {
    create("beta9/one", "x");
    secrets.deleteSecret(it -> it.secretId("beta9/one").recoveryWindowInDays(7L));

    assertAwsError("InvalidRequestException", () -> create("beta9/one", "y"));
    assertAwsError(
        "InvalidRequestException", () -> secrets.getSecretValue(it -> it.secretId("beta9/one")));
    assertThat(secrets.listSecrets(it -> {}).secretList()).isEmpty();
    cloud.advanceClock(Duration.ofDays(7));
    create("beta9/one", "y");
    assertThat(value("beta9/one")).isEqualTo("y");
  }

  @Test
  void frees_the_name_immediately_on_forced_deletion() {
    create("beta9/one", "x");

    secrets.deleteSecret(it -> it.secretId("beta9/one").forceDeleteWithoutRecovery(true));

    assertAwsError(
        "ResourceNotFoundException", () -> secrets.describeSecret(it -> it.secretId("beta9/one")));
    create("beta9/one", "y");
    assertAwsError("ResourceExistsException", () -> create("beta9/one", "z"));
  }

  @Test
  void reads_a_secret_only_while_its_key_is_enabled() {
    KmsClient kms = cloud.register(new KmsService(cloud)).client(KmsClient.class, "us-east-1");
    String key = kms.createKey(it -> {}).keyMetadata().arn();
    create("beta9/one", "x");

    assertAwsError(
        "EncryptionFailure",
        () -> secrets.updateSecret(it -> it.secretId("beta9/one").kmsKeyId("alias/missing")));
    secrets.updateSecret(it -> it.secretId("beta9/one").kmsKeyId(key));
    assertThat(value("beta9/one")).isEqualTo("x");

    kms.scheduleKeyDeletion(it -> it.keyId(key).pendingWindowInDays(7));
    assertAwsError("DecryptionFailure", () -> value("beta9/one"));
    assertAwsError(
        "DecryptionFailure",
        () ->
            secrets.updateSecret(
                it -> it.secretId("beta9/one").kmsKeyId("alias/aws/secretsmanager")));
    secrets.deleteSecret(it -> it.secretId("beta9/one").forceDeleteWithoutRecovery(true));
  }

  @Test
  void moves_the_stages_to_a_new_version() {
    String first = create("beta9/one", "x");
    String second =
        secrets.putSecretValue(it -> it.secretId("beta9/one").secretString("y")).versionId();

    assertThat(value("beta9/one")).isEqualTo("y");
    var stages = secrets.describeSecret(it -> it.secretId("beta9/one")).versionIdsToStages();
    assertThat(stages.get(first)).containsExactly("AWSPREVIOUS");
    assertThat(stages.get(second)).containsExactly("AWSCURRENT");
    assertThat(
            secrets
                .getSecretValue(it -> it.secretId("beta9/one").versionStage("AWSPREVIOUS"))
                .secretString())
        .isEqualTo("x");
  }

  @Test
  void creates_one_version_per_request_token() {
    create("beta9/one", "x");
    secrets.putSecretValue(
        it -> it.secretId("beta9/one").clientRequestToken(TOKEN).secretString("y"));
    secrets.putSecretValue(
        it -> it.secretId("beta9/one").clientRequestToken(TOKEN).secretString("y"));

    assertThat(secrets.listSecretVersionIds(it -> it.secretId("beta9/one")).versions()).hasSize(2);
    assertAwsError(
        "ResourceExistsException",
        () ->
            secrets.putSecretValue(
                it -> it.secretId("beta9/one").clientRequestToken(TOKEN).secretString("z")));
  }

  @Test
  void finds_a_secret_by_name_arn_and_tag_after_a_restart() {
    create("beta9/one", "x");
    create("other", "y");
    cloud.restart();
    String arn = secrets.describeSecret(it -> it.secretId("beta9/one")).arn();

    assertThat(arn).matches("arn:aws:secretsmanager:us-east-1:\\d{12}:secret:beta9/one-\\w{6}");
    assertThat(value(arn)).isEqualTo("x");
    assertThat(
            secrets
                .listSecrets(
                    it ->
                        it.filters(
                            f -> f.key("name").values("beta9/"), f -> f.key("tag-key").values("a")))
                .secretList())
        .extracting(SecretListEntry::name)
        .containsExactly("beta9/one");
  }

  private String create(String name, String value) {
    return secrets
        .createSecret(it -> it.name(name).secretString(value).tags(tag -> tag.key("a").value("b")))
        .versionId();
  }

  private String value(String id) {
    return secrets.getSecretValue(it -> it.secretId(id)).secretString();
  }
}
