package io.beta9.provisioning.cloudsim.aws.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.AwsClients;
import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.aws.kms.KmsService;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Session policies, and what the sessions of each operation cannot do. */
class RestrictedSessionTest {
  private static final String OURS = "999900001111";
  private static final String CUSTOMER = "123456789012";
  private static final String ROLE = "arn:aws:iam::" + CUSTOMER + ":role/Customer";
  private static final String OTHER = "arn:aws:iam::" + CUSTOMER + ":role/Other";
  private static final String WORKER = "arn:aws:iam::" + OURS + ":role/Worker";
  private static final AwsCredentials KEY = AwsBasicCredentials.create("AKIAWORKER", "secret");
  private static final String ONLY_ROLE =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "%s"}}
      """
          .formatted(ROLE);
  private static final String ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/ABC";

  private CloudSim sim;
  private StsClient sts;

  @BeforeEach
  void start() {
    sim = CloudSim.builder().service(cloud -> new KmsService(cloud.store())).start();
    sim.seed()
        .accessKey("AKIAWORKER", "secret", OURS, "worker")
        .account(CUSTOMER)
        .role("Customer", OURS, null)
        .role("Other", OURS, null)
        .and()
        .account(OURS)
        .role("Worker", OURS, null);
    sts = client(StsClient.builder(), KEY);
  }

  @AfterEach
  void stop() {
    sts.close();
    sim.close();
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, AwsCredentials credentials) {
    return AwsClients.client(sim, builder, credentials, "eu-west-1");
  }

  private StsClient sts(Credentials credentials) {
    return client(StsClient.builder(), session(credentials));
  }

  private static AwsCredentials session(Credentials it) {
    return AwsSessionCredentials.create(it.accessKeyId(), it.secretAccessKey(), it.sessionToken());
  }

  private static Consumer<AssumeRoleRequest.Builder> assuming(String role) {
    return request -> request.roleArn(role).roleSessionName("next");
  }

  @Test
  void a_session_policy_denies_everything_that_it_does_not_allow() {
    Credentials restricted =
        sts.assumeRole(r -> r.roleArn(WORKER).roleSessionName("session").policy(ONLY_ROLE))
            .credentials();

    try (StsClient session = sts(restricted);
        KmsClient kms = client(KmsClient.builder(), session(restricted))) {
      assertThat(session.getCallerIdentity().arn()).endsWith("assumed-role/Worker/session");
      assertThat(session.assumeRole(assuming(ROLE)).credentials().accessKeyId()).isNotEmpty();
      assertDenied(() -> session.assumeRole(assuming(OTHER)));
      assertDenied(kms::createKey);
    }
  }

  @Test
  void a_session_without_a_policy_is_not_restricted() {
    Credentials free = sts.assumeRole(assuming(WORKER)).credentials();
    try (StsClient session = sts(free);
        KmsClient kms = client(KmsClient.builder(), session(free))) {
      session.assumeRole(assuming(OTHER));
      kms.createKey();
      assertDenied(() -> session.getSessionToken());
      assertDenied(() -> session.getFederationToken(r -> r.name("federated")));
    }
  }

  @Test
  void rejects_a_session_policy_that_is_too_long_or_malformed() {
    assertThatThrownBy(
            () -> sts.assumeRole(r -> r.roleArn(ROLE).roleSessionName("session").policy("{")))
        .isInstanceOf(AwsServiceException.class)
        .hasMessageContaining("invalid Json");
    String tooLong = ONLY_ROLE + " ".repeat(2048);
    assertThatThrownBy(
            () -> sts.assumeRole(r -> r.roleArn(ROLE).roleSessionName("session").policy(tooLong)))
        .isInstanceOf(AwsServiceException.class)
        .hasMessageContaining("2048");
  }

  @Test
  void a_session_token_can_assume_roles_but_not_use_iam() {
    Credentials temporary = sts.getSessionToken(r -> r.durationSeconds(900)).credentials();
    try (StsClient session = sts(temporary);
        IamClient iam = client(IamClient.builder(), session(temporary));
        KmsClient kms = client(KmsClient.builder(), session(temporary))) {
      assertThat(session.getCallerIdentity().arn()).endsWith(":user/worker");
      session.assumeRole(assuming(ROLE));
      kms.createKey();
      assertDenied(iam::listRoles);
      assertDenied(() -> session.getSessionToken());
    }
  }

  @Test
  void a_federated_session_cannot_assume_roles_even_if_its_policy_allows_it() {
    Credentials federated =
        sts.getFederationToken(r -> r.name("terraform").policy(ONLY_ROLE)).credentials();
    try (StsClient session = sts(federated)) {
      assertThat(session.getCallerIdentity().arn())
          .isEqualTo("arn:aws:sts::" + OURS + ":federated-user/terraform");
      assertDenied(() -> session.assumeRole(assuming(ROLE)));
    }
  }

  @Test
  void a_token_of_a_trusted_issuer_is_exchanged_for_a_restricted_session_without_a_signature() {
    try (IamClient iam = client(IamClient.builder(), KEY)) {
      iam.createOpenIDConnectProvider(
          r -> r.url("https://" + ISSUER).clientIDList("sts.amazonaws.com"));
      iam.createRole(
          r ->
              r.roleName("Pod")
                  .assumeRolePolicyDocument(
                      """
                      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                        "Principal": {"Federated": "arn:aws:iam::%s:oidc-provider/%s"},
                        "Action": "sts:AssumeRoleWithWebIdentity",
                        "Condition": {"StringEquals": {"%s:sub": "system:serviceaccount:a:b"}}}]}
                      """
                          .formatted(OURS, ISSUER, ISSUER)));
      iam.putRolePolicy(
          r ->
              r.roleName("Pod")
                  .policyName("assume")
                  .policyDocument(
                      """
                      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                        "Action": "sts:AssumeRole", "Resource": "*"}]}
                      """));
      String pod = "arn:aws:iam::" + OURS + ":role/Pod";

      Credentials restricted =
          sts.assumeRoleWithWebIdentity(
                  r ->
                      r.roleArn(pod)
                          .roleSessionName("session")
                          .webIdentityToken(token("system:serviceaccount:a:b", Instant.MAX))
                          .policy(ONLY_ROLE))
              .credentials();
      try (StsClient session = sts(restricted)) {
        session.assumeRole(assuming(ROLE));
        assertDenied(() -> session.assumeRole(assuming(OTHER)));
      }

      for (String refused :
          List.of(
              token("system:serviceaccount:a:other", Instant.MAX),
              token("system:serviceaccount:a:b", Instant.EPOCH),
              token("system:serviceaccount:a:b", Instant.MAX).replaceFirst("[.].*[.]", ".x."))) {
        assertThatThrownBy(
                () ->
                    sts.assumeRoleWithWebIdentity(
                        r -> r.roleArn(pod).roleSessionName("session").webIdentityToken(refused)))
            .isInstanceOf(AwsServiceException.class);
      }
    }
  }

  private static String token(String subject, Instant expiry) {
    String claims =
        """
        {"iss": "https://%s", "aud": "sts.amazonaws.com", "sub": "%s", "exp": %d}
        """
            .formatted(ISSUER, subject, Math.min(expiry.getEpochSecond(), 4_000_000_000L));
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".signature";
  }

  private static void assertDenied(ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).startsWith("AccessDenied"));
  }
}
