package io.beta9.provisioning.aws.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.process.ProviderCredentials;
import io.beta9.provisioning.terraform.process.TemporaryCredentials;
import io.beta9.provisioning.testing.SimulatedAccount;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/** The credentials of Terraform, by the kind of the credentials of this process. */
class AssumeOnlyCredentialsTest {
  private static final String OPERATOR = "999999999999";
  private static final String OTHER_ROLE =
      "arn:aws:iam::" + SimulatedAccount.ACCOUNT + ":role/Other";
  private static final String ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/ABC";

  private final SimulatedAccount account = SimulatedAccount.withoutNetwork();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final StsClient user = client(AwsBasicCredentials.create("AKIATESTTESTTESTTEST", "x"));

  @TempDir private Path directory;

  AssumeOnlyCredentialsTest() {
    account.sim().seed().account(SimulatedAccount.ACCOUNT).role("Other", OPERATOR, null);
    account.sim().seed().account(OPERATOR).role("Worker", OPERATOR, null);
  }

  @AfterEach
  void close() {
    account.close();
  }

  private StsClient client(AwsCredentials credentials) {
    return StsClient.builder()
        .endpointOverride(URI.create(account.sim().url()))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClient(new InProcessHttpClient(account.sim()))
        .build();
  }

  private ProviderCredentials credentials(StsClient sts, WebIdentity webIdentity) {
    return new AssumeOnlyCredentials(
        sts, Optional.ofNullable(webIdentity), SimulatedAccount.TARGET.roleArn(), now::get);
  }

  private StsClient using(TemporaryCredentials it) {
    return client(
        AwsSessionCredentials.create(it.accessKeyId(), it.secretAccessKey(), it.sessionToken()));
  }

  private static void assume(StsClient sts, String role) {
    sts.assumeRole(
        r -> r.roleArn(role).roleSessionName("test").externalId(SimulatedAccount.EXTERNAL_ID));
  }

  private static void assertPermitsOnlyTheRole(StsClient restricted) {
    assume(restricted, SimulatedAccount.TARGET.roleArn());
    assertThatThrownBy(() -> assume(restricted, OTHER_ROLE)).isInstanceOf(StsException.class);
  }

  private StsClient sessionOfWorkerRole() {
    var it =
        user.assumeRole(
                r -> r.roleArn("arn:aws:iam::" + OPERATOR + ":role/Worker").roleSessionName("pod"))
            .credentials();
    return client(
        AwsSessionCredentials.create(it.accessKeyId(), it.secretAccessKey(), it.sessionToken()));
  }

  @Test
  void a_session_of_a_role_that_may_assume_itself_is_restricted_to_the_role_of_the_environment() {
    assertPermitsOnlyTheRole(
        using(credentials(sessionOfWorkerRole(), null).current().orElseThrow()));
  }

  @Test
  void has_no_credentials_for_a_session_of_a_role_that_may_not_assume_itself() {
    StsClient session = sessionOfWorkerRole();
    account.trust(OPERATOR, "Worker", TRUSTS_A_SERVICE);
    ProviderCredentials credentials = credentials(session, null);

    assertThat(credentials.current()).isEmpty();

    account.sim().seed().account(OPERATOR).role("Worker", OPERATOR, null);
    now.updateAndGet(time -> time.plusSeconds(3599));
    assertThat(credentials.current()).as("is not attempted for each process").isEmpty();
    now.updateAndGet(time -> time.plusSeconds(1));
    assertThat(credentials.current()).isPresent();
  }

  private static final String TRUSTS_A_SERVICE =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "ec2.amazonaws.com"}}]}
      """;

  @Test
  void a_web_identity_is_exchanged_for_a_restricted_session() throws IOException {
    try (IamClient iam =
        IamClient.builder()
            .endpointOverride(URI.create(account.sim().url()))
            .region(Region.AWS_GLOBAL)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create("AKIATESTTESTTESTTEST", "x")))
            .httpClient(new InProcessHttpClient(account.sim()))
            .build()) {
      iam.createOpenIDConnectProvider(
          r -> r.url("https://" + ISSUER).clientIDList("sts.amazonaws.com"));
    }
    account.trust(
        OPERATOR,
        "Worker",
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
          "Principal": {"Federated": "arn:aws:iam::%s:oidc-provider/%s"},
          "Action": "sts:AssumeRoleWithWebIdentity"}]}
        """
            .formatted(OPERATOR, ISSUER));
    Path token = directory.resolve("token");
    WebIdentity identity = new WebIdentity("arn:aws:iam::" + OPERATOR + ":role/Worker", token);
    ProviderCredentials credentials = credentials(user, identity);
    assertThatThrownBy(credentials::current)
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.NO_CREDENTIALS));

    String claims =
        "{\"iss\":\"https://" + ISSUER + "\",\"aud\":\"sts.amazonaws.com\",\"sub\":\"pod\"}";
    Files.writeString(
        token,
        "e30."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + ".signature\n");

    assertPermitsOnlyTheRole(using(credentials.current().orElseThrow()));
  }

  @Test
  void an_access_key_of_a_user_is_exchanged_for_a_temporary_one_without_access_to_iam() {
    TemporaryCredentials issued = credentials(user, null).current().orElseThrow();

    assertThat(issued.accessKeyId()).startsWith("ASIA");
    assume(using(issued), SimulatedAccount.TARGET.roleArn());
    assertThatThrownBy(() -> using(issued).getSessionToken()).isInstanceOf(StsException.class);
  }

  @Test
  void the_same_credentials_are_used_until_half_of_their_lifetime_has_passed() {
    ProviderCredentials credentials = credentials(user, null);
    TemporaryCredentials first = credentials.current().orElseThrow();
    Duration half = Duration.between(first.issuedAt(), first.expiresAt()).dividedBy(2);
    assertThat(half).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(31));

    now.set(first.issuedAt().plus(half).minusMillis(1));
    assertThat(credentials.current()).contains(first);
    now.set(first.issuedAt().plus(half));
    assertThat(credentials.current().orElseThrow().accessKeyId()).isNotEqualTo(first.accessKeyId());
  }

  @Test
  void recognizes_the_web_identity_that_the_sdk_uses() {
    Map<String, String> pod =
        Map.of("AWS_ROLE_ARN", "role", "AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
    assertThat(WebIdentity.of(pod)).contains(new WebIdentity("role", Path.of("/token")));
    assertThat(WebIdentity.of(Map.of("AWS_ROLE_ARN", "role"))).isEmpty();
    Map<String, String> key = new HashMap<>(pod);
    key.put("AWS_ACCESS_KEY_ID", "AKIA");
    assertThat(WebIdentity.of(key)).as("a key takes precedence").isEmpty();
  }
}
