package io.beta9.provisioning.cloudsim.aws.kms;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.InProcessCloud;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyState;

class KmsTest {
  private final InProcessCloud cloud = new InProcessCloud();
  private final KmsService service = new KmsService(cloud);
  private final KmsClient kms = cloud.register(service).client(KmsClient.class, "us-east-1");

  @Test
  void creates_distinct_keys_and_requires_unique_aliases() {
    String first = key();
    String second = key();
    kms.createAlias(it -> it.aliasName("alias/main").targetKeyId(first));

    assertThat(second).isNotEqualTo(first);
    assertAwsError(
        "AlreadyExistsException",
        () -> kms.createAlias(it -> it.aliasName("alias/main").targetKeyId(second)));
    assertThat(kms.describeKey(it -> it.keyId("alias/main")).keyMetadata().keyId())
        .isEqualTo(first);
    assertThat(kms.listAliases(it -> it.keyId(second)).aliases()).isEmpty();
    assertThat(service.taggedResources(ACCOUNT, "us-east-1")).hasSize(2);
  }

  @Test
  void disables_a_key_pending_deletion_and_deletes_it_after_the_window() {
    String key = key();
    kms.enableKeyRotation(it -> it.keyId(key));
    assertThat(kms.getKeyRotationStatus(it -> it.keyId(key)).rotationPeriodInDays()).isEqualTo(365);

    kms.scheduleKeyDeletion(it -> it.keyId(key).pendingWindowInDays(7));

    assertThat(kms.describeKey(it -> it.keyId(key)).keyMetadata().keyState())
        .isEqualTo(KeyState.PENDING_DELETION);
    assertAwsError(
        "KMSInvalidStateException",
        () -> kms.createAlias(it -> it.aliasName("alias/late").targetKeyId(key)));
    cloud.advanceClock(Duration.ofDays(7));
    assertAwsError("NotFoundException", () -> kms.describeKey(it -> it.keyId(key)));
    assertThat(kms.listKeys(it -> {}).keys()).isEmpty();
  }

  @Test
  void cancels_a_scheduled_deletion() {
    String key = key();
    kms.scheduleKeyDeletion(it -> it.keyId(key));

    kms.cancelKeyDeletion(it -> it.keyId(key));

    assertThat(kms.describeKey(it -> it.keyId(key)).keyMetadata().keyState())
        .isEqualTo(KeyState.DISABLED);
  }

  @Test
  void rejects_a_key_policy_that_locks_out_its_owner_unless_the_check_is_bypassed() {
    String key = key();
    String lockout = policy("Allow", "{\"AWS\":\"arn:aws:iam::999999999999:root\"}", "kms:*");

    assertAwsError(
        "MalformedPolicyDocumentException",
        () -> kms.putKeyPolicy(it -> it.keyId(key).policy(lockout)));
    assertAwsError(
        "MalformedPolicyDocumentException", () -> kms.createKey(it -> it.policy(lockout)));
    assertAwsError(
        "MalformedPolicyDocumentException",
        () -> kms.createKey(it -> it.policy(policy("Allow", "\"*\"", "kms:Decrypt"))));
    kms.putKeyPolicy(it -> it.keyId(key).policy(lockout).bypassPolicyLockoutSafetyCheck(true));
    kms.putKeyPolicy(
        it ->
            it.keyId(key)
                .policy(
                    policy(
                        "Allow", "{\"AWS\":\"arn:aws:iam::" + ACCOUNT + ":root\"}", "kms:Put*")));
  }

  private static String policy(String effect, String principal, String action) {
    return """
    {"Version":"2012-10-17","Statement":[
      {"Effect":"%s","Principal":%s,"Action":"%s","Resource":"*"}]}\
    """
        .formatted(effect, principal, action);
  }

  private String key() {
    return kms.createKey(it -> it.tags(tag -> tag.tagKey("a").tagValue("b"))).keyMetadata().keyId();
  }
}
