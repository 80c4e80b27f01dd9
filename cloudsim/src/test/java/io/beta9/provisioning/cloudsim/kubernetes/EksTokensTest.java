package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.cloudsim.kubernetes.api.ApiFault;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EksTokensTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
  private final EksTokens tokens =
      new EksTokens(
          TestPlane.ACCOUNT,
          TestPlane.REGION,
          TestPlane.CLUSTER,
          key ->
              key.startsWith("AKIA")
                  ? Optional.of(
                      new TokenReviewer.Caller(
                          "arn:aws:iam::"
                              + (key.endsWith("FOREIGN") ? "999999999999" : TestPlane.ACCOUNT)
                              + ":user/x",
                          Optional.of("secret"),
                          Optional.empty()))
                  : Optional.empty(),
          NOW);

  @Test
  void letsInWhoSignedForThisCluster() {
    assertThat(tokens.userOf(token(TestPlane.CLUSTER, "AKIAMINE", "secret", NOW)))
        .isEqualTo("arn:aws:iam::123456789012:user/x");
  }

  @Test
  void takesATokenForAQuarterOfAnHourThoughItsUrlIsValidForAMinute() {
    Clock earlier = Clock.offset(NOW, Duration.ofMinutes(-14));
    assertThat(tokens.userOf(token(TestPlane.CLUSTER, "AKIAMINE", "secret", earlier))).isNotEmpty();
    refuses(
        token(TestPlane.CLUSTER, "AKIAMINE", "secret", Clock.offset(NOW, Duration.ofMinutes(-15))));
  }

  @Test
  void refusesWhatIsForAnotherClusterOrFromAnotherAccountOrSignedWithAnotherKey() {
    refuses(token("another", "AKIAMINE", "secret", NOW));
    refuses(token(TestPlane.CLUSTER, "AKIAFOREIGN", "secret", NOW));
    refuses(token(TestPlane.CLUSTER, "AKIAMINE", "guessed", NOW));
    refuses(token(TestPlane.CLUSTER, "ASIAGONE", "secret", NOW));
  }

  @Test
  void refusesWhatIsNoToken() {
    refuses("");
    refuses("k8s-aws-v1.");
    refuses("k8s-aws-v1.!!!");
    refuses(encoded("https://evil.example/?Action=GetCallerIdentity"));
    String good = token(TestPlane.CLUSTER, "AKIAMINE", "secret", NOW);
    String url =
        new String(
            Base64.getUrlDecoder().decode(good.substring("k8s-aws-v1.".length())),
            StandardCharsets.UTF_8);
    refuses(encoded(url.replace("GetCallerIdentity", "GetSessionToken")));
    refuses(encoded(url.replace("sts.us-east-1.amazonaws.com", "sts.evil.example")));
    refuses(encoded(url.replace("X-Amz-Expires=60", "X-Amz-Expires=90000")));
  }

  private void refuses(String token) {
    assertThatThrownBy(() -> tokens.userOf(token))
        .isInstanceOfSatisfying(ApiFault.class, fault -> assertThat(fault.status()).isEqualTo(401));
  }

  private static String token(String cluster, String key, String secret, Clock clock) {
    return TestPlane.token(cluster, key, secret, clock);
  }

  private static String encoded(String url) {
    return "k8s-aws-v1."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(url.getBytes(StandardCharsets.UTF_8));
  }
}
