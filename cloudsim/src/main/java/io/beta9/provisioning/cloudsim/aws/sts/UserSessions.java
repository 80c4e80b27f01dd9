package io.beta9.provisioning.cloudsim.aws.sts;

import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.identity.Caller;
import io.beta9.provisioning.cloudsim.aws.identity.CredentialStore;
import io.beta9.provisioning.cloudsim.aws.identity.SessionLimits;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;

/** Sessions of users: GetSessionToken and GetFederationToken. */
final class UserSessions {
  private static final int DEFAULT_SECONDS = 43_200;
  private static final int MAX_SECONDS = 129_600;

  private final CredentialStore identities;

  UserSessions(CredentialStore identities) {
    this.identities = identities;
  }

  GetSessionTokenResponse sessionToken(GetSessionTokenRequest request, Call call) {
    CredentialStore.Credentials credentials =
        create(
            new Caller(call.account(), call.principalArn(), SessionLimits.SESSION_TOKEN, null),
            identities.userIdOf(call.principalArn()),
            request.durationSeconds(),
            call);
    return GetSessionTokenResponse.builder().credentials(StsService.response(credentials)).build();
  }

  /** Without a session policy, the session has no permissions. */
  GetFederationTokenResponse federationToken(GetFederationTokenRequest request, Call call) {
    String name = request.name();
    if (name == null || !name.matches("[\\w+=,.@-]{2,32}")) {
      throw StsService.invalid("1 validation error detected: Value at 'name' is not valid");
    }
    StsService.validatePolicy(request.policy());
    String arn = call.partition().arn("sts", "", call.account(), "federated-user/" + name);
    CredentialStore.Credentials credentials =
        create(
            new Caller(
                call.account(),
                arn,
                SessionLimits.FEDERATED,
                request.policy() == null ? NO_PERMISSIONS : request.policy()),
            call.account() + ":" + name,
            request.durationSeconds(),
            call);
    return GetFederationTokenResponse.builder()
        .credentials(StsService.response(credentials))
        .federatedUser(user -> user.arn(arn).federatedUserId(call.account() + ":" + name))
        .build();
  }

  private static final String NO_PERMISSIONS =
      """
      {"Version": "2012-10-17",
       "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
      """;

  private CredentialStore.Credentials create(
      Caller caller, String userId, @Nullable Integer requested, Call call) {
    int seconds = requested == null ? DEFAULT_SECONDS : requested;
    if (seconds < 900 || seconds > MAX_SECONDS) {
      throw StsService.invalid(
          "1 validation error detected: Value '" + seconds + "' at 'durationSeconds' is not valid");
    }
    return identities.createSession(
        caller,
        userId,
        call.now(),
        call.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS));
  }
}
