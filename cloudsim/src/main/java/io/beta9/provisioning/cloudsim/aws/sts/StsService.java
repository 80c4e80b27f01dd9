package io.beta9.provisioning.cloudsim.aws.sts;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.AwsService;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory.AssumableRole;
import io.beta9.provisioning.cloudsim.aws.Operations;
import io.beta9.provisioning.cloudsim.aws.iam.policy.SessionPolicy;
import io.beta9.provisioning.cloudsim.aws.identity.CredentialStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;

/**
 * Security Token Service: GetCallerIdentity, sessions of roles with checks of trust policies and
 * external ids, sessions of users, and session policies.
 */
public final class StsService implements AwsService {
  private static final int ONE_HOUR_SECONDS = 3600;
  private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");

  private final CredentialStore identities;

  public StsService(CredentialStore identities) {
    this.identities = identities;
  }

  @Override
  public String signingName() {
    return "sts";
  }

  @Override
  public void register(Operations operations) {
    operations.on(AssumeRoleRequest.class, this::assumeRole);
    operations.on(
        AssumeRoleWithWebIdentityRequest.class, new WebIdentitySessions(identities)::assume);
    UserSessions users = new UserSessions(identities);
    operations.on(GetSessionTokenRequest.class, users::sessionToken);
    operations.on(GetFederationTokenRequest.class, users::federationToken);
    operations.on(GetCallerIdentityRequest.class, this::callerIdentity);
  }

  private GetCallerIdentityResponse callerIdentity(GetCallerIdentityRequest request, Call call) {
    return GetCallerIdentityResponse.builder()
        .account(call.account())
        .arn(call.principalArn())
        .userId(identities.userIdOf(call.principalArn()))
        .build();
  }

  private AssumeRoleResponse assumeRole(AssumeRoleRequest request, Call call) {
    String sessionName = request.roleSessionName();
    if (request.roleArn() == null || sessionName == null) {
      throw invalid("1 validation error detected: roleArn and roleSessionName must not be null");
    }
    if (!sessionName.matches("[\\w+=,.@-]{2,64}")) {
      throw invalid(
          "1 validation error detected: Value '"
              + sessionName
              + "' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular"
              + " expression pattern: [\\w+=,.@-]*");
    }
    String externalId = request.externalId();
    if (externalId != null && !EXTERNAL_ID.matcher(externalId).matches()) {
      throw invalid(
          "1 validation error detected: Value '"
              + externalId
              + "' at 'externalId' failed to satisfy constraint: Member must satisfy regular"
              + " expression pattern: [\\w+=,.@:\\/-]* with length between 2 and 1224");
    }
    AssumableRole role =
        identities
            .directory()
            .role(request.roleArn())
            .orElseThrow(() -> accessDenied(request, call));
    if (!identities
        .directory()
        .trusts(role.arn(), "sts:AssumeRole", call.principalArn(), context(request, call))) {
      throw accessDenied(request, call);
    }
    validatePolicy(request.policy());
    Instant expires = call.now().plusSeconds(sessionSeconds(request, call, role));
    CredentialStore.Credentials credentials =
        identities.createSession(
            role,
            sessionName,
            request.policy(),
            call.now(),
            expires.truncatedTo(ChronoUnit.SECONDS));
    return AssumeRoleResponse.builder()
        .credentials(response(credentials))
        .assumedRoleUser(
            it ->
                it.arn(CredentialStore.sessionArn(role, sessionName))
                    .assumedRoleId(role.id() + ":" + sessionName))
        .build();
  }

  static Credentials response(CredentialStore.Credentials credentials) {
    return Credentials.builder()
        .accessKeyId(credentials.accessKeyId())
        .secretAccessKey(credentials.secretAccessKey())
        .sessionToken(credentials.token())
        .expiration(credentials.expires())
        .build();
  }

  static void validatePolicy(@Nullable String policy) {
    if (policy != null) {
      SessionPolicy.parse(policy);
    }
  }

  private static int sessionSeconds(AssumeRoleRequest request, Call call, AssumableRole role) {
    int seconds = request.durationSeconds() == null ? ONE_HOUR_SECONDS : request.durationSeconds();
    if (seconds < 900) {
      throw invalid(
          "1 validation error detected: Value '"
              + seconds
              + "' at 'durationSeconds' failed to satisfy constraint: Member must have value"
              + " greater than or equal to 900");
    }
    if (call.principalArn().contains(":assumed-role/") && seconds > ONE_HOUR_SECONDS) {
      throw invalid(
          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
              + " chaining");
    }
    if (seconds > role.maxSessionSeconds()) {
      throw invalid(
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
    return seconds;
  }

  private static Map<String, List<String>> context(AssumeRoleRequest request, Call call) {
    Map<String, List<String>> context = new HashMap<>();
    context.put("aws:PrincipalArn", List.of(call.principalArn()));
    context.put("aws:PrincipalAccount", List.of(call.account()));
    if (request.externalId() != null) {
      context.put("sts:ExternalId", List.of(request.externalId()));
    }
    return context;
  }

  /**
   * The same error whether the role does not exist or does not trust the caller: AWS does not
   * distinguish the two cases.
   */
  private static AwsErrorException accessDenied(AssumeRoleRequest request, Call call) {
    return new AwsErrorException(
        403,
        "AccessDenied",
        "User: "
            + call.principalArn()
            + " is not authorized to perform: sts:AssumeRole on resource: "
            + request.roleArn());
  }

  static AwsErrorException invalid(String message) {
    return new AwsErrorException(400, "ValidationError", message);
  }
}
