package io.beta9.provisioning.cloudsim.aws.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.AwsClients;
import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

class AssumeRoleTest {
  private static final String OURS = "999900001111";
  private static final String CUSTOMER = "123456789012";
  private static final String ROLE = "arn:aws:iam::" + CUSTOMER + ":role/Beta9Provisioner";
  private static final AwsCredentials KEY = AwsBasicCredentials.create("AKIAWORKER", "secret");

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private CloudSim sim;
  private StsClient sts;

  @BeforeEach
  void start() {
    sim =
        CloudSim.builder().clock(now::get).service(cloud -> new KmsService(cloud.store())).start();
    sim.seed()
        .accessKey("AKIAWORKER", "secret", OURS, "worker")
        .account(CUSTOMER)
        .role("Beta9Provisioner", OURS, "ext-1");
    sts = AwsClients.client(sim, StsClient.builder(), KEY, "eu-west-1");
  }

  @AfterEach
  void stop() {
    sts.close();
    sim.close();
  }

  @Test
  void resolves_an_access_key_to_its_user() {
    var identity = sts.getCallerIdentity();
    assertThat(identity.account()).isEqualTo(OURS);
    assertThat(identity.arn()).isEqualTo("arn:aws:iam::" + OURS + ":user/worker");
  }

  @Test
  void creates_a_session_with_the_account_and_name_of_the_role() {
    try (StsClient assumed = session(StsClient.builder())) {
      var identity = assumed.getCallerIdentity();
      assertThat(identity.account()).isEqualTo(CUSTOMER);
      assertThat(identity.arn())
          .isEqualTo("arn:aws:sts::" + CUSTOMER + ":assumed-role/Beta9Provisioner/session-1");
      assertThat(identity.userId()).startsWith("AROA").endsWith(":session-1");
    }
    try (IamClient iam = session(IamClient.builder())) {
      assertThat(iam.getRole(it -> it.roleName("Beta9Provisioner")).role().arn()).isEqualTo(ROLE);
    }
  }

  @Test
  void isolates_accounts() {
    try (KmsClient theirs = session(KmsClient.builder());
        KmsClient ours = AwsClients.client(sim, KmsClient.builder(), KEY, "eu-west-1")) {
      theirs.createKey();
      assertThat(theirs.listKeys().keys()).hasSize(1);
      assertThat(ours.listKeys().keys()).isEmpty();
    }
  }

  @Test
  void rejects_a_wrong_external_id() {
    assertCode("AccessDenied", 403, () -> assume("ext-2"));
    assertCode("AccessDenied", 403, () -> assume(null));
    assertCode(
        "AccessDenied",
        403,
        () -> sts.assumeRole(it -> it.roleArn(ROLE + "2").roleSessionName("s-1")));
  }

  @Test
  void rejects_malformed_external_ids() {
    assertCode("ValidationError", 400, () -> assume("x"));
    assertCode("ValidationError", 400, () -> assume("with space"));
    assertCode("ValidationError", 400, () -> assume("x".repeat(1225)));
  }

  @Test
  void rejects_expired_sessions() {
    try (KmsClient kms = session(KmsClient.builder())) {
      assertThat(kms.listKeys().keys()).isEmpty();
      now.set(now.get().plus(Duration.ofMinutes(61)));
      assertCode("ExpiredTokenException", 400, () -> kms.listKeys());
    }
  }

  @Test
  void rejects_unknown_access_keys() {
    AwsCredentials unknownKey = AwsBasicCredentials.create("AKIAUNKNOWN", "x");
    try (StsClient unknown = AwsClients.client(sim, StsClient.builder(), unknownKey, "us-east-1");
        KmsClient kms = AwsClients.client(sim, KmsClient.builder(), unknownKey, "us-east-1")) {
      assertCode("InvalidClientTokenId", 403, unknown::getCallerIdentity);
      assertCode("UnrecognizedClientException", 400, () -> kms.listKeys());
    }
  }

  private Credentials assume(String externalId) {
    return sts.assumeRole(
            it -> it.roleArn(ROLE).roleSessionName("session-1").externalId(externalId))
        .credentials();
  }

  private <
          B extends
              software.amazon.awssdk.awscore.client.builder.AwsClientBuilder<B, C>
                  & software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder<B, C>,
          C>
      C session(B builder) {
    Credentials it = assume("ext-1");
    return AwsClients.client(
        sim,
        builder,
        AwsSessionCredentials.create(it.accessKeyId(), it.secretAccessKey(), it.sessionToken()),
        "eu-west-1");
  }

  private static void assertCode(String code, int status, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(status);
            });
  }
}
