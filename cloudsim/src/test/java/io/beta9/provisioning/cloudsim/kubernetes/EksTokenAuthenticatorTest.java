package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.kubernetes.aws.CallerDirectory;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EksTokenAuthenticatorTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
  private final EksTokenAuthenticator authenticator =
      new EksTokenAuthenticator(
          TestCluster.ACCOUNT,
          TestCluster.REGION,
          TestCluster.CLUSTER,
          key ->
              key.startsWith("AKIA")
                  ? Optional.of(
                      new CallerDirectory.Caller(
                          "arn:aws:iam::"
                              + (key.endsWith("FOREIGN") ? "999999999999" : TestCluster.ACCOUNT)
                              + ":user/x",
                          Optional.of("secret"),
                          Optional.empty()))
                  : Optional.empty(),
          NOW);

  @Test
  void accepts_a_token_signed_for_this_cluster() {
    assertThat(authenticator.authenticate(token(TestCluster.CLUSTER, "AKIAMINE", "secret", NOW)))
        .isEqualTo("arn:aws:iam::123456789012:user/x");
  }

  @Test
  void accepts_a_token_for_fifteen_minutes_even_if_its_url_expires_earlier() {
    Clock earlier = Clock.offset(NOW, Duration.ofMinutes(-14));
    assertThat(
            authenticator.authenticate(token(TestCluster.CLUSTER, "AKIAMINE", "secret", earlier)))
        .isNotEmpty();
    assertUnauthorized(
        token(
            TestCluster.CLUSTER, "AKIAMINE", "secret", Clock.offset(NOW, Duration.ofMinutes(-15))));
  }

  @Test
  void rejects_tokens_for_other_clusters_from_other_accounts_and_with_wrong_keys() {
    assertUnauthorized(token("another", "AKIAMINE", "secret", NOW));
    assertUnauthorized(token(TestCluster.CLUSTER, "AKIAFOREIGN", "secret", NOW));
    assertUnauthorized(token(TestCluster.CLUSTER, "AKIAMINE", "guessed", NOW));
    assertUnauthorized(token(TestCluster.CLUSTER, "ASIAGONE", "secret", NOW));
  }

  @Test
  void rejects_malformed_tokens() {
    assertUnauthorized("");
    assertUnauthorized("k8s-aws-v1.");
    assertUnauthorized("k8s-aws-v1.!!!");
    assertUnauthorized(encode("https://evil.example/?Action=GetCallerIdentity"));
    String valid = token(TestCluster.CLUSTER, "AKIAMINE", "secret", NOW);
    String url =
        new String(
            Base64.getUrlDecoder().decode(valid.substring("k8s-aws-v1.".length())),
            StandardCharsets.UTF_8);
    assertUnauthorized(encode(url.replace("GetCallerIdentity", "GetSessionToken")));
    assertUnauthorized(encode(url.replace("sts.us-east-1.amazonaws.com", "sts.evil.example")));
    assertUnauthorized(encode(url.replace("X-Amz-Expires=60", "X-Amz-Expires=90000")));
  }

  private void assertUnauthorized(String token) {
    assertThatThrownBy(() -> authenticator.authenticate(token))
        .isInstanceOfSatisfying(
            ApiException.class, fault -> assertThat(fault.status()).isEqualTo(401));
  }

  private static String token(String cluster, String key, String secret, Clock clock) {
    return TestCluster.token(cluster, key, secret, clock);
  }

  private static String encode(String url) {
    return "k8s-aws-v1."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(url.getBytes(StandardCharsets.UTF_8));
  }
}
