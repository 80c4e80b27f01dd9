package io.beta9.provisioning.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.bootstrap.SimulatedCluster;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class EksTokensTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-05-04T12:00:00Z"), ZoneOffset.UTC);

  @Test
  void presigns_a_request_to_the_regional_sts_with_the_cluster_in_a_signed_header() {
    String token =
        new EksTokens(SimulatedCluster.credentials(), "eu-central-1", "beta9-4f1a", NOON).create();
    assertThat(token).startsWith("k8s-aws-v1.").doesNotContain("=");

    URI url = url(token);
    assertThat(url.getScheme()).isEqualTo("https");
    assertThat(url.getHost()).isEqualTo("sts.eu-central-1.amazonaws.com");
    assertThat(query(url))
        .containsEntry("Action", "GetCallerIdentity")
        .containsEntry("Version", "2011-06-15")
        .containsEntry("X-Amz-Algorithm", "AWS4-HMAC-SHA256")
        .containsEntry("X-Amz-Date", "20260504T120000Z")
        .containsEntry("X-Amz-Expires", "60")
        .containsEntry("X-Amz-SignedHeaders", "host%3Bx-k8s-aws-id")
        .containsEntry(
            "X-Amz-Credential",
            SimulatedCluster.KEY + "%2F20260504%2Feu-central-1%2Fsts%2Faws4_request")
        .doesNotContainKey("X-Amz-Security-Token");
    assertThat(query(url).get("X-Amz-Signature")).matches("[0-9a-f]{64}");
    assertThat(url.toString())
        .as("the cluster's name is in the signature only")
        .doesNotContain("beta9-4f1a");
  }

  @Test
  void differs_per_cluster_and_includes_the_session_token() {
    var session =
        StaticCredentialsProvider.create(AwsSessionCredentials.create("ASIA1", "s", "the+session"));
    URI one = url(new EksTokens(session, "us-east-1", "one", NOON).create());
    URI two = url(new EksTokens(session, "us-east-1", "two", NOON).create());
    assertThat(query(one)).containsEntry("X-Amz-Security-Token", "the%2Bsession");
    assertThat(query(one).get("X-Amz-Signature")).isNotEqualTo(query(two).get("X-Amz-Signature"));
  }

  private static URI url(String token) {
    return URI.create(
        new String(
            Base64.getUrlDecoder().decode(token.substring("k8s-aws-v1.".length())),
            StandardCharsets.UTF_8));
  }

  private static Map<String, String> query(URI url) {
    return Arrays.stream(url.getRawQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
