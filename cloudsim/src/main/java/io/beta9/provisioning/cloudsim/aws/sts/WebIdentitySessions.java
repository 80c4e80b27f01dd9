package io.beta9.provisioning.cloudsim.aws.sts;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.identity.CredentialStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * AssumeRoleWithWebIdentity, as service accounts of Kubernetes use it. The signature of a token is
 * not verified; its issuer, audience and expiry are.
 */
final class WebIdentitySessions {
  private static final int ONE_HOUR_SECONDS = 3600;

  private final CredentialStore identities;

  WebIdentitySessions(CredentialStore identities) {
    this.identities = identities;
  }

  AssumeRoleWithWebIdentityResponse assume(AssumeRoleWithWebIdentityRequest request, Call call) {
    StsService.validatePolicy(request.policy());
    JsonNode token = claims(String.valueOf(request.webIdentityToken()));
    if (Instant.ofEpochSecond(token.path("exp").asLong(Long.MAX_VALUE / 1_000_000))
        .isBefore(call.now())) {
      throw new AwsErrorException(400, "ExpiredTokenException", "Token expired");
    }
    IdentityDirectory.AssumableRole role =
        identities
            .directory()
            .role(String.valueOf(request.roleArn()))
            .orElseThrow(WebIdentitySessions::denied);
    String account = role.arn().split(":", -1)[4];
    String issuer = token.path("iss").asString("").replaceFirst("^https://", "");
    List<String> audiences =
        identities
            .directory()
            .audiencesOfOidcProvider(account, issuer)
            .orElseThrow(
                () ->
                    invalidToken(
                        "No OpenIDConnect provider found in your account for https://" + issuer));
    String audience = token.path("aud").asString("");
    if (!audiences.contains(audience)) {
      throw invalidToken("Incorrect token audience");
    }
    if (!identities
        .directory()
        .trusts(
            role.arn(),
            "sts:AssumeRoleWithWebIdentity",
            Partition.ofArn(role.arn()).iamArn(account, "oidc-provider/" + issuer),
            Map.of(
                issuer + ":sub", List.of(token.path("sub").asString("")),
                issuer + ":aud", List.of(audience)))) {
      throw denied();
    }
    int seconds = request.durationSeconds() == null ? ONE_HOUR_SECONDS : request.durationSeconds();
    if (seconds < 900 || seconds > role.maxSessionSeconds()) {
      throw StsService.invalid(
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    String name = String.valueOf(request.roleSessionName());
    CredentialStore.Credentials credentials =
        identities.createSession(
            role,
            name,
            request.policy(),
            call.now(),
            call.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS));
    return AssumeRoleWithWebIdentityResponse.builder()
        .credentials(StsService.response(credentials))
        .assumedRoleUser(
            it ->
                it.arn(CredentialStore.sessionArn(role, name))
                    .assumedRoleId(role.id() + ":" + name))
        .provider(issuer)
        .audience(audience)
        .subjectFromWebIdentityToken(token.path("sub").asString(""))
        .build();
  }

  private static JsonNode claims(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw invalidToken("The ID Token provided is not a valid JWT.");
    }
    try {
      return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(parts[1]));
    } catch (IllegalArgumentException | JacksonException e) {
      throw invalidToken("The ID Token provided is not a valid JWT.");
    }
  }

  private static AwsErrorException denied() {
    return new AwsErrorException(
        403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  }

  private static AwsErrorException invalidToken(String message) {
    return new AwsErrorException(400, "InvalidIdentityToken", message);
  }
}
